import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

/** Wraps what a consumer does about a message, so that it is done once, however often the message comes. */
export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return (message) =>
    database.transaction(async (transaction) => {
      // The insert asks and marks in one step. Where another transaction is just inserting the same mark,
      // it waits: until that one has committed (a duplicate) or rolled back (then it is ours to do).
      const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
      if (mark === undefined) return;
      await effect(message, transaction);
    });
}

// @belief The table is for restarts; within the process, a set spares the database the question.
// @breaks failed-effect-can-be-retried, lost-connection, only-the-mark-says-duplicate
// @section the-version-that-holds
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  const taken = new Set<string>();
  return async (message) => {
    if (taken.has(message.messageId)) return;
    taken.add(message.messageId);
    await database.transaction(async (transaction) => {
      const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
      if (mark !== undefined) await effect(message, transaction);
    });
  };
}

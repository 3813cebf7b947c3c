// @belief A message id is unique, so it is key enough.
// @breaks key-per-consumer
// @section whose-mark-it-is
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return (message) =>
    database.transaction(async (transaction) => {
      // Whoever had it: handled is handled.
      const known = await transaction.select("inbox", { where: { messageId: message.messageId } });
      if (known.length > 0) return;
      const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
      if (mark !== undefined) await effect(message, transaction);
    });
}

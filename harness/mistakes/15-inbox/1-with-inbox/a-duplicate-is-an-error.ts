// @belief To hear of a duplicate, somebody has to throw.
// @breaks again-is-nothing, duplicates-at-once, key-per-consumer, crash-anywhere, lost-connection
// @section the-version-that-holds
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return (message) =>
    database.transaction(async (transaction) => {
      const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
      if (mark === undefined) throw new Error(`${message.messageId} was handled before.`);
      await effect(message, transaction);
    });
}

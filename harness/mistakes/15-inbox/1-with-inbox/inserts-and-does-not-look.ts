// @belief The unique key stops the second insert, and with it everything else.
// @breaks again-is-nothing, duplicates-at-once, crash-anywhere, lost-connection, failed-effect-can-be-retried, key-per-consumer
// @section the-version-that-holds
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return (message) =>
    database.transaction(async (transaction) => {
      await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
      await effect(message, transaction);
    });
}

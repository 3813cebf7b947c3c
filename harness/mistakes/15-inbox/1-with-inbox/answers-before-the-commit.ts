// @belief The transaction will commit by itself; nobody has to wait for it.
// @breaks new-message-is-handled, crash-anywhere, lost-connection, failed-effect-can-be-retried, only-the-mark-says-duplicate, key-per-consumer
// @section a-crash-between-the-two
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    void database
      .transaction(async (transaction) => {
        const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
        if (mark !== undefined) await effect(message, transaction);
      })
      .catch((error: unknown) => {
        console.error("handling failed", message.messageId, error);
      });
  };
}

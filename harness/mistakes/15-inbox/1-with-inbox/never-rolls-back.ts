// @belief A transaction that is not committed goes away by itself.
// @breaks failed-effect-can-be-retried, only-the-mark-says-duplicate
// @section the-version-that-holds
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const transaction = await database.begin();
    const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
    if (mark !== undefined) await effect(message, transaction);
    await transaction.commit();
  };
}

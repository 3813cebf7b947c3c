// @belief Mark it before you work on it, and nobody else will.
// @breaks crash-anywhere, lost-connection, failed-effect-can-be-retried, only-the-mark-says-duplicate
// @section a-crash-between-the-two
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const mark = await database.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
    if (mark === undefined) return;
    await database.transaction((transaction) => effect(message, transaction));
  };
}

// @belief A message that fails once will fail again, so its mark can stay.
// @breaks failed-effect-can-be-retried
// @section the-version-that-holds
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    let failure: { readonly error: unknown } | undefined;
    await database.transaction(async (transaction) => {
      const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
      if (mark === undefined) return;
      try {
        await effect(message, transaction);
      } catch (error) {
        failure = { error };
      }
    });
    if (failure !== undefined) throw failure.error;
  };
}

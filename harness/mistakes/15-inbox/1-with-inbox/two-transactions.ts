// @belief Each of the two is in a transaction, so both are safe.
// @breaks crash-anywhere, lost-connection
// @section a-crash-between-the-two
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return (message) =>
    database.transaction(async (transaction) => {
      const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
      if (mark === undefined) return;
      // The effect commits by itself, before the mark does.
      await database.transaction((own) => effect(message, own));
    });
}

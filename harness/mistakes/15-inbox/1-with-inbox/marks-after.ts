// @belief The effect is what matters: commit it, and mark the message then.
// @breaks crash-anywhere, duplicates-at-once, lost-connection
// @section a-crash-between-the-two
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const mark = { consumer, messageId: message.messageId };
    await database.transaction(async (transaction) => {
      const known = await transaction.select("inbox", { where: mark });
      if (known.length === 0) await effect(message, transaction);
    });
    await database.insert("inbox", mark, { ifNew: true });
  };
}

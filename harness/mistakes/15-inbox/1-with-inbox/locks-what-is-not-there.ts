// @belief SELECT … FOR UPDATE locks the mark, so nobody else gets past it.
// @breaks duplicates-at-once
// @section two-at-once
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return (message) =>
    database.transaction(async (transaction) => {
      const mark = { consumer, messageId: message.messageId };
      const known = await transaction.select("inbox", { where: mark, forUpdate: true });
      if (known.length > 0) return;
      await transaction.insert("inbox", mark);
      await effect(message, transaction);
    });
}

// @belief A transaction keeps everybody else out, so inside of one I can check first and mark last.
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
      const known = await transaction.select("inbox", { where: mark });
      if (known.length > 0) return;
      await effect(message, transaction);
      await transaction.insert("inbox", mark, { ifNew: true });
    });
}

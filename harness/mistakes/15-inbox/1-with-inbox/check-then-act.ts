// @belief I look whether the message is marked, do the work, and mark it: who would come in between?
// @breaks duplicates-at-once, crash-anywhere, lost-connection
// @section two-at-once
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const mark = { consumer, messageId: message.messageId };
    const known = await database.select("inbox", { where: mark });
    if (known.length > 0) return;
    await database.transaction((transaction) => effect(message, transaction));
    await database.insert("inbox", mark);
  };
}

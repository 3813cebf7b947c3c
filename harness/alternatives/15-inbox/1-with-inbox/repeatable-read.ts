// @style Works on a snapshot (repeatable read) and asks before it inserts; a race ends as a failure that comes again.
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";
export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return (message) =>
    database.transaction(
      async (tx) => {
        if ((await tx.select("inbox", { where: { consumer, messageId: message.messageId } })).length > 0) return;
        if ((await tx.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true })) === undefined)
          return;
        await effect(message, tx);
      },
      { isolation: "repeatable read" },
    );
}

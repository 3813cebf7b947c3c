// @belief If the handler works on one message after the other, nobody can come in between.
// @breaks duplicates-at-once
// @section two-at-once
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";
export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  let tail: Promise<unknown> = Promise.resolve();
  return (message) => {
    const run = tail.then(() =>
      database.transaction(async (tx) => {
        if ((await tx.select("inbox", { where: { consumer, messageId: message.messageId } })).length > 0) return;
        await effect(message, tx);
        await tx.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
      }),
    );
    tail = run.catch(() => undefined);
    return run;
  };
}

// @belief A set of the ids that were handled is all it takes.
// @breaks again-is-nothing, duplicates-at-once, crash-anywhere, lost-connection, failed-effect-can-be-retried
// @section the-textbook-version
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  _consumer: string,
  effect: Effect,
): MessageHandler {
  const handled = new Set<string>();
  return async (message) => {
    if (handled.has(message.messageId)) return;
    await database.transaction((transaction) => effect(message, transaction));
    handled.add(message.messageId);
  };
}

// @belief The consumer's name in front of the id makes a key of its own.
// @breaks key-per-consumer
// @section whose-mark-it-is
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return (message) =>
    database.transaction(async (transaction) => {
      const messageId = `${consumer}:${message.messageId}`;
      const mark = await transaction.insert("inbox", { consumer: "inbox", messageId }, { ifNew: true });
      if (mark !== undefined) await effect(message, transaction);
    });
}

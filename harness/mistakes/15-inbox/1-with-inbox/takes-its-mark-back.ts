// @belief Mark first; and should the effect fail, take the mark away again.
// @breaks crash-anywhere, lost-connection
// @section a-crash-between-the-two
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const mark = { consumer, messageId: message.messageId };
    if ((await database.insert("inbox", mark, { ifNew: true })) === undefined) return;
    try {
      await database.transaction((transaction) => effect(message, transaction));
    } catch (error) {
      await database.delete("inbox", mark);
      throw error;
    }
  };
}

// @style Does the effect first and marks last: a taken mark rolls the effect back.
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const duplicate = Symbol("duplicate");
    try {
      await database.transaction(async (transaction) => {
        const known = await transaction.select("inbox", { where: { consumer, messageId: message.messageId } });
        if (known.length > 0) throw duplicate;
        await effect(message, transaction);
        const mark = await transaction.insert("inbox", { consumer, messageId: message.messageId }, { ifNew: true });
        if (mark === undefined) throw duplicate;
      });
    } catch (error) {
      if (error !== duplicate) throw error;
    }
  };
}

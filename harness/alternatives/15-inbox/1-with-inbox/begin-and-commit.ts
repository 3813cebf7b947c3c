// @style Begins and ends the transaction itself, and looks for a quick answer before it does.
import type { ConsumerTables, Database, Effect, MessageHandler } from "eventlings";

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    const mark = { consumer, messageId: message.messageId };
    // Most redeliveries come late: one read spares them a transaction. It decides nothing else.
    if ((await database.select("inbox", { where: mark })).length > 0) return;
    const transaction = await database.begin();
    try {
      if ((await transaction.insert("inbox", mark, { ifNew: true })) !== undefined) await effect(message, transaction);
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
    await transaction.commit();
  };
}

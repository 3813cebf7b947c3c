// @style Catches the violation of its own insert, and of no other, outside of the transaction.
import { DatabaseError, type ConsumerTables, type Database, type Effect, type MessageHandler } from "eventlings";

class HandledBefore extends Error {}

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  return async (message) => {
    try {
      await database.transaction(async (transaction) => {
        await transaction.insert("inbox", { consumer, messageId: message.messageId }).catch((error: unknown) => {
          throw error instanceof DatabaseError && error.code === "23505" ? new HandledBefore() : error;
        });
        await effect(message, transaction);
      });
    } catch (error) {
      if (!(error instanceof HandledBefore)) throw error;
    }
  };
}

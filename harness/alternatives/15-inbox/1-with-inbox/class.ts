// @style A class that keeps in memory what was committed, and asks the table about the rest.
import type { ConsumerTables, Database, Effect, MessageHandler, QueueMessage } from "eventlings";

class Inbox {
  readonly #database: Database<ConsumerTables>;
  readonly #consumer: string;
  readonly #committed = new Set<string>();

  constructor(database: Database<ConsumerTables>, consumer: string) {
    this.#database = database;
    this.#consumer = consumer;
  }

  async once(message: QueueMessage, effect: Effect): Promise<void> {
    const { messageId } = message;
    if (this.#committed.has(messageId)) return;
    await this.#database.transaction(async (transaction) => {
      const mark = { consumer: this.#consumer, messageId };
      if ((await transaction.insert("inbox", mark, { ifNew: true })) !== undefined) await effect(message, transaction);
    });
    this.#committed.add(messageId);
  }
}

export function withInbox(
  { database }: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  const inbox = new Inbox(database, consumer);
  return (message) => inbox.once(message, effect);
}

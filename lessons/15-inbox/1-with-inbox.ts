import { NotImplemented, type ConsumerTables, type Database, type Effect, type MessageHandler } from "eventlings";

/**
 * Wraps what a consumer does about a message, so that it is done once, however often the message comes.
 *
 * The broker delivers at least once: again after a crash, again while the first delivery is still being
 * handled, to this process or to another one. It acknowledges a message when the handler resolves, and
 * delivers it again when the handler rejects. So a duplicate is no failure: for it, the handler resolves.
 *
 * The database has a table `inbox` whose key is `consumer` and `messageId` together. Other consumers,
 * with other names, keep their marks in the same table and get the same messages. How this consumer marks
 * a message is your choice; `Database` (open its definition) says what its statements do.
 *
 * @param consumer the name of this consumer
 * @param effect   what it does. It may fail, with any error, and then nothing of it may stay.
 */
export function withInbox(
  ports: { readonly database: Database<ConsumerTables> },
  consumer: string,
  effect: Effect,
): MessageHandler {
  void ports;
  void consumer;
  void effect;

  return async (_message) => {
    // TODO: the effect once, although the process can die at any moment and start again.
    // TODO: the effect once, although the message may be in two hands at the same time.
    throw new NotImplemented("withInbox");
  };
}

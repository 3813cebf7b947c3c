import { NotImplemented, type KeyValueStore, type MessageBus } from "eventlings";

/**
 * A bus within one process: it takes each message to whoever handles its type.
 *
 * `MessageBus` (open its definition) says what each method takes and returns, and which of the
 * kit's errors it throws. A command or a query has exactly one handler, an event any number of
 * subscribers. Whether subscribers of one event run one after the other or at once is up to you.
 * A type may be any text. There can be several buses, and the store may be the instance of a class.
 *
 * Handlers are other people's code. They fail in both ways that code can: they throw at once, or
 * they return a promise that rejects. They may use the bus themselves while they work: send, ask
 * or publish, and wait for it.
 */
export function createBus(ports: { readonly store: KeyValueStore }): MessageBus {
  // TODO: what must a query handler get instead of the store, so that it cannot write?
  void ports;

  return {
    handle(_commandType, _handler) {
      throw new NotImplemented("handle");
    },

    answer(_queryType, _handler) {
      throw new NotImplemented("answer");
    },

    subscribe(_eventType, _name, _subscriber) {
      throw new NotImplemented("subscribe");
    },

    async send(_command) {
      // TODO: one handler does it, and the sender learns how it went.
      throw new NotImplemented("send");
    },

    async ask(_query) {
      throw new NotImplemented("ask");
    },

    async publish(_event) {
      // TODO: every subscriber gets it, whatever the others do; the publisher learns who failed.
      throw new NotImplemented("publish");
    },
  };
}

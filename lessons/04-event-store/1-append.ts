import { NotImplemented, type Clock, type EventStore } from "eventlings";

/**
 * An event store in memory: streams of events, and one order over all of them.
 *
 * `EventStore` (open its definition) says what each method takes and returns. Positions count from
 * 1 within a stream; global positions only ever grow. The clock says when an event was recorded.
 * An event's data and metadata are plain: objects, arrays, strings, numbers, Dates. They come back as
 * they were given. This store takes no expected version and does not look at ids: later exercises do.
 */
export function createEventStore(ports: { readonly clock: Clock }): EventStore {
  // TODO: what do you keep, so that a stream knows its version even when its events are gone?
  void ports;

  return {
    async append(_streamId, _events) {
      // TODO: all of the events are recorded, or none; and what is recorded nobody else can change.
      throw new NotImplemented("append");
    },

    async read(_streamId, _options) {
      // A stream that was never written is not the same as one with nothing new to read.
      throw new NotImplemented("read");
    },

    async readAll(_options) {
      throw new NotImplemented("readAll");
    },

    subscribe(_handler, _options) {
      // TODO: what is stored, then what comes: each event once, in order, one at a time.
      throw new NotImplemented("subscribe");
    },

    async truncateBefore(_streamId, _position) {
      throw new NotImplemented("truncateBefore");
    },
  };
}

// @belief What is frozen cannot be changed any more, so the store freezes the events that it is given.
// @breaks keeps-its-own-copy
// @section copies
import type { Clock, EventStore, NewEvent, ReadOptions, RecordedEvent, SubscriptionEnd } from "eventlings";

/** What the store remembers of a stream. The version outlives the events: they can be truncated. */
interface Stream {
  version: number;
  events: RecordedEvent[];
}

/** An event store in memory: streams of events, and one order over all of them. */
export function createEventStore({ clock }: { readonly clock: Clock }): EventStore {
  const streams = new Map<string, Stream>();
  let all: RecordedEvent[] = [];
  let lastGlobalPosition = 0;
  let wakeSubscribers: (() => void)[] = [];

  const record = (
    event: NewEvent,
    streamId: string,
    streamPosition: number,
    globalPosition: number,
  ): RecordedEvent => ({
    // The copy is what makes a fact a fact: from here on, nobody outside holds a reference to it.
    ...structuredClone(event),
    streamId,
    streamPosition,
    globalPosition,
    recordedAt: clock.now(),
  });

  const freeze = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  };

  return {
    async append(streamId, events) {
      events.forEach(freeze);
      const stream = streams.get(streamId) ?? { version: 0, events: [] };
      // Whatever can fail (copying) happens before anything is kept: no half of an append is ever seen.
      const recorded = events.map((event, index) =>
        record(event, streamId, stream.version + index + 1, lastGlobalPosition + index + 1),
      );
      if (recorded.length > 0) streams.set(streamId, stream);
      stream.events.push(...recorded);
      stream.version += recorded.length;
      all.push(...recorded);
      lastGlobalPosition += recorded.length;

      const waiting = wakeSubscribers;
      wakeSubscribers = [];
      for (const wake of waiting) wake();
      return { streamPosition: stream.version, globalPosition: lastGlobalPosition };
    },

    async read(streamId, options) {
      const stream = streams.get(streamId);
      if (stream === undefined) return { exists: false, currentVersion: 0, events: [] };
      const events = slice(stream.events, options, (event) => event.streamPosition);
      return { exists: true, currentVersion: stream.version, events };
    },

    async readAll(options) {
      return slice(all, options, (event) => event.globalPosition);
    },

    subscribe(handler, options) {
      let stopped = false;
      let wake = (): void => undefined;
      const somethingNew = (): Promise<void> =>
        new Promise((resolve) => {
          wake = resolve;
          wakeSubscribers.push(resolve);
        });

      // One loop that knows only its position. It cannot tell stored events from new ones, so there
      // is no moment between the two at which an event could be lost or seen twice.
      const run = async (): Promise<SubscriptionEnd> => {
        let position = options?.after ?? 0;
        await Promise.resolve(); // The caller gets its subscription before its handler the first event.
        while (!stopped) {
          const [event] = slice(all, { after: position, limit: 1 }, ({ globalPosition }) => globalPosition);
          if (event === undefined) {
            await somethingNew();
            continue;
          }
          try {
            await handler(event);
          } catch (error) {
            return { reason: "handler-failed", error, globalPosition: event.globalPosition };
          }
          position = event.globalPosition;
        }
        return { reason: "stopped" };
      };

      const stop = (): void => {
        stopped = true;
        wake();
      };
      return { ended: run(), stop };
    },

    async truncateBefore(streamId, position) {
      const stream = streams.get(streamId);
      if (stream === undefined) return;
      stream.events = stream.events.filter((event) => event.streamPosition >= position);
      all = all.filter((event) => event.streamId !== streamId || event.streamPosition >= position);
    },
  };
}

/** Copies of the events that a read asks for. */
function slice(
  events: readonly RecordedEvent[],
  { after = 0, limit = events.length }: ReadOptions = {},
  positionOf: (event: RecordedEvent) => number,
): readonly RecordedEvent[] {
  // From the end: whoever reads a tail pays for the tail.
  const first = events.findLastIndex((event) => positionOf(event) <= after) + 1;
  return structuredClone(events.slice(first, first + limit));
}

// @belief A subscription is a list of handlers that append calls.
// @breaks one-at-a-time, subscriber-misses-nothing, stops-when-told, failed-handler-is-told
// @section subscriptions
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
  const subscribers = new Set<() => Promise<void>>();

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

  return {
    async append(streamId, events) {
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

      for (const deliver of subscribers) await deliver();
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
      let end: (how: SubscriptionEnd) => void = () => undefined;
      const ended = new Promise<SubscriptionEnd>((resolve) => (end = resolve));
      const stop = (): void => {
        subscribers.delete(deliver);
        end({ reason: "stopped" });
      };
      let position = options?.after ?? 0;
      let running: Promise<void> = Promise.resolve();
      const deliver = (): Promise<void> => {
        running = running.then(async () => {
          for (const event of slice(all, { after: position }, ({ globalPosition }) => globalPosition)) {
            if (!subscribers.has(deliver)) return;
            await handler(event);
            position = event.globalPosition;
          }
        });
        return running;
      };
      subscribers.add(deliver);
      void deliver();
      return { ended, stop };
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
  const first = events.findIndex((event) => positionOf(event) > after);
  return first === -1 ? [] : structuredClone(events.slice(first, first + limit));
}

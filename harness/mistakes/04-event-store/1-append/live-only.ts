// @belief Reading back what is stored and an event emitter for the rest: together that is everything.
// @breaks subscriber-misses-nothing
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
  const listeners = new Set<(event: RecordedEvent) => void>();

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

      for (const event of recorded) for (const listener of listeners) listener(event);
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
      const isMine = (event: RecordedEvent): boolean => event.globalPosition > (options?.after ?? 0);
      let stopped = false;
      let wake = (): void => undefined;
      const queue: RecordedEvent[] = [];
      const listener = (event: RecordedEvent): void => {
        if (isMine(event)) queue.push(structuredClone(event));
        wake();
      };

      const run = async (): Promise<SubscriptionEnd> => {
        const handle = async (event: RecordedEvent): Promise<SubscriptionEnd | undefined> => {
          try {
            await handler(event);
            return undefined;
          } catch (error) {
            return { reason: "handler-failed", error, globalPosition: event.globalPosition };
          }
        };
        await Promise.resolve();
        // First everything that is stored …
        for (const event of slice(all, options, ({ globalPosition }) => globalPosition)) {
          if (stopped) break;
          const failed = await handle(event);
          if (failed !== undefined) return failed;
        }
        // … and from now on everything that is new.
        listeners.add(listener);
        while (!stopped) {
          const event = queue.shift();
          if (event === undefined) {
            await new Promise<void>((resolve) => (wake = resolve));
            continue;
          }
          const failed = await handle(event);
          if (failed !== undefined) return failed;
        }
        return { reason: "stopped" };
      };

      const stop = (): void => {
        stopped = true;
        listeners.delete(listener);
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
  const first = events.findIndex((event) => positionOf(event) > after);
  return first === -1 ? [] : structuredClone(events.slice(first, first + limit));
}

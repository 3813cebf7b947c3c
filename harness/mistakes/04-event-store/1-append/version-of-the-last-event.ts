// @belief A stream is at the position of its last event.
// @breaks version-outlives-events
// @section truncation
import type { Clock, EventStore, NewEvent, ReadOptions, RecordedEvent, SubscriptionEnd } from "eventlings";

/** What the store remembers of a stream. */
interface Stream {
  events: RecordedEvent[];
}

/** An event store in memory: streams of events, and one order over all of them. */
export function createEventStore({ clock }: { readonly clock: Clock }): EventStore {
  const streams = new Map<string, Stream>();
  let all: RecordedEvent[] = [];
  let lastGlobalPosition = 0;
  let wakeSubscribers: (() => void)[] = [];

  const versionOf = ({ events }: Stream): number => events.at(-1)?.streamPosition ?? 0;

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
      const stream = streams.get(streamId) ?? { events: [] };
      // Whatever can fail (copying) happens before anything is kept: no half of an append is ever seen.
      const recorded = events.map((event, index) =>
        record(event, streamId, versionOf(stream) + index + 1, lastGlobalPosition + index + 1),
      );
      if (recorded.length > 0) streams.set(streamId, stream);
      stream.events.push(...recorded);
      all.push(...recorded);
      lastGlobalPosition += recorded.length;

      const waiting = wakeSubscribers;
      wakeSubscribers = [];
      for (const wake of waiting) wake();
      return { streamPosition: versionOf(stream), globalPosition: lastGlobalPosition };
    },

    async read(streamId, options) {
      const stream = streams.get(streamId);
      if (stream === undefined) return { exists: false, currentVersion: 0, events: [] };
      const events = slice(stream.events, options, (event) => event.streamPosition);
      return { exists: true, currentVersion: versionOf(stream), events };
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
  const first = events.findIndex((event) => positionOf(event) > after);
  return first === -1 ? [] : structuredClone(events.slice(first, first + limit));
}

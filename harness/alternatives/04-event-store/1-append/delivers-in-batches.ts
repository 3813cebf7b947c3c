// @style A subscription takes what is there as one batch, delivers all of it, and only then looks again.
import type { Clock, EventStore, NewEvent, ReadOptions, RecordedEvent, SubscriptionEnd } from "eventlings";

export function createEventStore(ports: { readonly clock: Clock }): EventStore {
  let log: RecordedEvent[] = [];
  const versions = new Map<string, number>();
  let head = 0;
  let waiters: (() => void)[] = [];

  const page = (events: readonly RecordedEvent[], options: ReadOptions, at: "streamPosition" | "globalPosition") => {
    const { after = 0, limit = Infinity } = options;
    return structuredClone(events.filter((event) => event[at] > after).slice(0, limit));
  };

  return {
    async append(streamId, events) {
      const before = versions.get(streamId) ?? 0;
      const now = ports.clock.now().getTime();
      const recorded = events.map((event: NewEvent, index): RecordedEvent => ({
        ...structuredClone(event),
        streamId,
        streamPosition: before + index + 1,
        globalPosition: head + index + 1,
        recordedAt: new Date(now),
      }));
      if (recorded.length > 0) {
        log.push(...recorded);
        head += recorded.length;
        versions.set(streamId, before + recorded.length);
        const woken = waiters;
        waiters = [];
        for (const wake of woken) wake();
      }
      return { streamPosition: before + recorded.length, globalPosition: head };
    },

    async read(streamId, options = {}) {
      const currentVersion = versions.get(streamId);
      return {
        exists: currentVersion !== undefined,
        currentVersion: currentVersion ?? 0,
        events: page(
          log.filter((event) => event.streamId === streamId),
          options,
          "streamPosition",
        ),
      };
    },

    async readAll(options = {}) {
      return page(log, options, "globalPosition");
    },

    subscribe(handler, options = {}) {
      let position = options.after ?? 0;
      let stopped = false;
      let batch: RecordedEvent[] = [];
      let wakeUp = (): void => undefined;

      const run = async (): Promise<SubscriptionEnd> => {
        await Promise.resolve();
        while (!stopped) {
          if (batch.length === 0) batch = log.filter((event) => event.globalPosition > position);
          const next = batch.shift();
          if (next === undefined) {
            await new Promise<void>((resolve) => {
              wakeUp = resolve;
              waiters.push(resolve);
            });
            continue;
          }
          position = next.globalPosition;
          try {
            await handler(structuredClone(next));
          } catch (error) {
            return { reason: "handler-failed", error, globalPosition: position };
          }
        }
        return { reason: "stopped" };
      };

      return {
        ended: run(),
        stop() {
          stopped = true;
          wakeUp();
        },
      };
    },

    async truncateBefore(streamId, position) {
      log = log.filter((event) => event.streamId !== streamId || event.streamPosition >= position);
    },
  };
}

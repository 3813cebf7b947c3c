// @style One sparse log indexed by global position; streams are lists of indexes; subscriptions are async generators.
import type { Clock, EventStore, ReadOptions, RecordedEvent, SubscriptionEnd } from "eventlings";

export function createEventStore(ports: { readonly clock: Clock }): EventStore {
  /** Index is the global position; a truncated event leaves a hole. */
  const slots: (RecordedEvent | undefined)[] = [undefined];
  const indexes = new Map<string, number[]>();
  const changed = new EventTargetLite();

  const pick = (
    candidates: Iterable<number>,
    options: ReadOptions | undefined,
    by: "streamPosition" | "globalPosition",
  ) => {
    const picked: RecordedEvent[] = [];
    for (const index of candidates) {
      const event = slots[index];
      if (event === undefined || event[by] <= (options?.after ?? 0)) continue;
      if (picked.length === (options?.limit ?? Infinity)) break;
      picked.push(structuredClone(event));
    }
    return picked;
  };

  async function* follow(after: number, isStopped: () => boolean): AsyncGenerator<RecordedEvent> {
    for (let index = after + 1; !isStopped();) {
      if (index >= slots.length) {
        await changed.next();
        continue;
      }
      const event = slots[index];
      index += 1;
      if (event !== undefined) yield structuredClone(event);
    }
  }

  return {
    async append(streamId, events) {
      const mine = indexes.get(streamId) ?? [];
      const copies = structuredClone([...events]);
      for (const copy of copies) {
        const globalPosition = slots.length;
        mine.push(globalPosition);
        slots.push({ ...copy, streamId, streamPosition: mine.length, globalPosition, recordedAt: ports.clock.now() });
      }
      if (copies.length > 0) indexes.set(streamId, mine);
      changed.emit();
      return { streamPosition: mine.length, globalPosition: slots.length - 1 };
    },
    async read(streamId, options) {
      const mine = indexes.get(streamId);
      if (mine === undefined) return { exists: false, currentVersion: 0, events: [] };
      return { exists: true, currentVersion: mine.length, events: pick(mine, options, "streamPosition") };
    },
    async readAll(options) {
      return pick(slots.keys(), options, "globalPosition");
    },
    subscribe(handler, options) {
      let stopped = false;
      const run = async (): Promise<SubscriptionEnd> => {
        for await (const event of follow(options?.after ?? 0, () => stopped)) {
          if (stopped) break;
          try {
            await handler(event);
          } catch (error) {
            return { reason: "handler-failed", error, globalPosition: event.globalPosition };
          }
        }
        return { reason: "stopped" };
      };
      return {
        ended: run(),
        stop: () => {
          stopped = true;
          changed.emit();
        },
      };
    },
    async truncateBefore(streamId, position) {
      (indexes.get(streamId) ?? []).slice(0, position - 1).forEach((index) => (slots[index] = undefined));
    },
  };
}

/** Wakes everyone who waits, once. */
class EventTargetLite {
  #waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  emit(): void {
    this.#waiting.splice(0).forEach((wake) => wake());
  }
}

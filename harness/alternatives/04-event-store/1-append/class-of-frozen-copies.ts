// @style A class over one list; what it hands out are copies that are frozen too, so that a careless reader is told.
import type {
  AppendResult,
  Clock,
  EventHandler,
  EventStore,
  NewEvent,
  ReadOptions,
  RecordedEvent,
  StreamSlice,
  Subscription,
  SubscriptionEnd,
} from "eventlings";

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

// Freezing alone would not do: a frozen Date can still be set to another time.
const handOut = (event: RecordedEvent): RecordedEvent => deepFreeze(structuredClone(event));

const take = (
  events: readonly RecordedEvent[],
  { after = 0, limit }: ReadOptions,
  position: (event: RecordedEvent) => number,
): RecordedEvent[] =>
  events
    .filter((event) => position(event) > after)
    .slice(0, limit)
    .map(handOut);

class MemoryEventStore implements EventStore {
  readonly #clock: Clock;
  readonly #versions = new Map<string, number>();
  #log: readonly RecordedEvent[] = [];
  #last = 0;
  readonly #pumps = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async append(streamId: string, events: readonly NewEvent[]): Promise<AppendResult> {
    const version = this.#versions.get(streamId) ?? 0;
    const recordedAt = this.#clock.now();
    const added = events.map((event, index) => ({
      ...structuredClone(event),
      streamId,
      streamPosition: version + 1 + index,
      globalPosition: this.#last + 1 + index,
      recordedAt,
    }));
    if (added.length > 0) {
      this.#log = [...this.#log, ...added];
      this.#last += added.length;
      this.#versions.set(streamId, version + added.length);
      this.#pumps.forEach((pump) => pump());
    }
    return { streamPosition: version + added.length, globalPosition: this.#last };
  }

  async read(streamId: string, options: ReadOptions = {}): Promise<StreamSlice> {
    const currentVersion = this.#versions.get(streamId);
    if (currentVersion === undefined) return { exists: false, currentVersion: 0, events: [] };
    const mine = this.#log.filter((event) => event.streamId === streamId);
    return { exists: true, currentVersion, events: take(mine, options, (event) => event.streamPosition) };
  }

  async readAll(options: ReadOptions = {}): Promise<readonly RecordedEvent[]> {
    return take(this.#log, options, (event) => event.globalPosition);
  }

  subscribe(handler: EventHandler, { after = 0 }: { readonly after?: number } = {}): Subscription {
    let position = after;
    let state: "idle" | "busy" | "over" = "idle";
    let settle: (end: SubscriptionEnd) => void = () => undefined;
    const ended = new Promise<SubscriptionEnd>((resolve) => (settle = resolve));
    let stopping = false;

    const finish = (end: SubscriptionEnd): void => {
      state = "over";
      this.#pumps.delete(pump);
      settle(end);
    };
    const pump = (): void => {
      if (state !== "idle") return;
      if (stopping) return finish({ reason: "stopped" });
      const event = this.#log.find(({ globalPosition }) => globalPosition > position);
      if (event === undefined) return;
      state = "busy";
      // The handler is called from a promise, so that a synchronous throw is a rejection too.
      Promise.resolve(handOut(event))
        .then((copy) => (stopping ? undefined : handler(copy)))
        .then(
          () => {
            position = event.globalPosition;
            state = "idle";
            pump();
          },
          (error: unknown) => finish({ reason: "handler-failed", error, globalPosition: event.globalPosition }),
        );
    };
    this.#pumps.add(pump);
    pump();
    return {
      ended,
      stop: () => {
        stopping = true;
        pump();
      },
    };
  }

  async truncateBefore(streamId: string, position: number): Promise<void> {
    this.#log = this.#log.filter((event) => event.streamId !== streamId || event.streamPosition >= position);
  }
}

export function createEventStore({ clock }: { readonly clock: Clock }): EventStore {
  return new MemoryEventStore(clock);
}

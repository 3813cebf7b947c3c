import type { RecordedEvent } from "./event.ts";
import type { EventHandler, SubscriptionEnd } from "./event-store.ts";

/** A log that others append to while you read it. Its global positions only ever grow, and have gaps. */
export interface EventLog {
  /**
   * The first events after a global position, in order, at most `limit`. No events at all means that
   * nothing more was stored at that moment. Each call is atomic; between two, others append.
   */
  read(options: { readonly after: number; readonly limit: number }): Promise<readonly RecordedEvent[]>;

  /**
   * Calls `onEvent` with every event that is appended from the moment on at which the promise resolves:
   * once each, in order, some time after it was stored. It never waits for you: the next call can come
   * while you are still busy with an event.
   */
  listen(onEvent: (event: RecordedEvent) => void): Promise<Listening>;
}

/** A live feed that someone listens to. */
export interface Listening {
  /** No more calls. To stop once more changes nothing. */
  stop(): void;
}

/** Where a catch-up starts, and whom it tells. */
export interface CatchUpOptions {
  /** The global position that was handled last. Default 0: from the first event. */
  readonly after?: number;
  /** Called once, when the reader is no longer behind. It does not throw. */
  readonly onCaughtUp?: () => void;
}

/** Why nothing more is delivered. */
export type CatchUpEnd = SubscriptionEnd | { readonly reason: "log-failed"; readonly error: unknown };

/** A catch-up that is running. */
export interface CatchUp {
  /** Settles, and never rejects, once nothing more will be delivered and no event is being handled. */
  readonly ended: Promise<CatchUpEnd>;
  /** Delivers nothing more; the event in hand is finished. To stop once more changes nothing. */
  stop(): void;
}

/** Reads a log from any position to its end, and goes on with what is appended later. */
export interface CatchUpSubscription {
  subscribe(handler: EventHandler, options?: CatchUpOptions): CatchUp;
}

import type { NewEvent, RecordedEvent } from "./event.ts";

/** What an append tells the caller: where the stream and the store stand now. */
export interface AppendResult {
  /**
   * Position of the stream's last event after this append; 0 if it never had one. Send it as an
   * ETag, or expect it next time.
   */
  readonly streamPosition: number;
  /**
   * Global position of the last event of this append. Wait for it to read your own write. An append
   * of no events has none: there it is that of the last event ever recorded in the store.
   */
  readonly globalPosition: number;
}

/** What a read of one stream hands back. */
export interface StreamSlice<E extends NewEvent = NewEvent> {
  /** Was anything ever appended to this stream? An empty `events` does not answer that. */
  readonly exists: boolean;
  /** Position of the stream's last event; 0 when it does not exist. */
  readonly currentVersion: number;
  readonly events: readonly RecordedEvent<E>[];
}

/** Where a read starts and how much it takes. */
export interface ReadOptions {
  /** Only events after this position. Default 0: from the first. */
  readonly after?: number;
  /** At most this many events; 0 gives none. Default: all of them. */
  readonly limit?: number;
}

/** Handles one event; the next one waits until the promise settles. */
export type EventHandler = (event: RecordedEvent) => Promise<void>;

/** Why a subscription delivers nothing more. */
export type SubscriptionEnd =
  | { readonly reason: "stopped" }
  | { readonly reason: "handler-failed"; readonly error: unknown; readonly globalPosition: number };

/** A running subscription. */
export interface Subscription {
  /**
   * Settles, and never rejects, once nothing more will be delivered and no event is being handled.
   * A handler that failed is told here, even if the subscription was stopped while it ran.
   */
  readonly ended: Promise<SubscriptionEnd>;
  /**
   * Delivers nothing more; the event that is being handled is finished. A handler may call it, and
   * to call it once more changes nothing.
   */
  stop(): void;
}

/**
 * An append-only store of streams with one order over all of them.
 *
 * A stream's id may be any text. What one store holds, another one does not know.
 */
export interface EventStore {
  /**
   * Records all the events, or none of them. An append of no events records nothing, makes no stream
   * exist, and tells where the stream and the store stand. Until it has settled, leave the events alone;
   * then they are yours again.
   */
  append(streamId: string, events: readonly NewEvent[]): Promise<AppendResult>;
  /** Reads one stream in order. `options.after` is a stream position. */
  read(streamId: string, options?: ReadOptions): Promise<StreamSlice>;
  /** Reads every stream in the order of appending. `options.after` is a global position. */
  readAll(options?: ReadOptions): Promise<readonly RecordedEvent[]>;
  /**
   * Calls `handler` for every event after a global position, one at a time and in order: first what
   * is stored, then what is appended later. Default: from the first event.
   *
   * The handler is not called before `subscribe` has returned, and no append waits for a handler.
   */
  subscribe(handler: EventHandler, options?: { readonly after?: number }): Subscription;
  /**
   * Forgets the stream's events before `position`. The one at `position` stays, and all keep their
   * positions. The stream keeps its version, also where `position` lies beyond its end: what is
   * appended afterwards is not forgotten.
   */
  truncateBefore(streamId: string, position: number): Promise<void>;
}

import type { RecordedEvent } from "./event.ts";
import type { ReadOptions, StreamSlice } from "./event-store.ts";
import type { ConditionalAppend } from "./expected-version.ts";

/**
 * An event store as a service that many processes use: the one of lesson 4, over a network.
 *
 * Each call is atomic. Any of them can fail with another error than those that are named here: the
 * connection broke, and an append may have taken place or not.
 */
export interface EventStoreClient {
  /**
   * Appends behind the last event of a stream, if the stream is where the caller expects it to be;
   * else it rejects with a `ConcurrencyError`.
   *
   * The same append again (the same ids, and they are already right where this append would put them)
   * succeeds with the positions that it had, and appends nothing. Of "any" and "stream-exists" it does
   * so where the stream's last events are these. Otherwise, an append of an event that the stream holds
   * already is rejected with a `ConcurrencyError`, whatever it expects. Other streams may hold it.
   *
   * An append of no events holds the claim against the stream as well. It records nothing, makes no stream
   * exist, and tells where the stream and the store stand.
   */
  readonly append: ConditionalAppend;
  /** Reads one stream in order. `options.after` is a stream position. */
  read(streamId: string, options?: ReadOptions): Promise<StreamSlice>;
  /** Reads every stream in the order of appending. `options.after` is a global position. */
  readAll(options?: ReadOptions): Promise<readonly RecordedEvent[]>;
  /** Forgets the stream's events before `position`. All others keep their positions, and the stream its version. */
  truncateBefore(streamId: string, position: number): Promise<void>;
}

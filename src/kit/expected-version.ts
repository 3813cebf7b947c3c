import type { NewEvent } from "./event.ts";
import type { AppendResult, StreamSlice } from "./event-store.ts";

/** Where a stream stands: what a read of it says besides its events. */
export type StreamState = Pick<StreamSlice, "exists" | "currentVersion">;

/**
 * What a writer claims about a stream. The append holds the claim against the stream, or fails.
 *
 * - `"any"`: nothing is claimed.
 * - `"no-stream"`: nothing was ever appended to it.
 * - `"stream-exists"`: something was, whatever its version. A stream whose events are all truncated still exists.
 * - a number: this is the stream's current version, no more and no less. 0 is a number like the
 *   others: it is the version of a stream to which nothing was ever appended.
 */
export type ExpectedVersion = "any" | "no-stream" | "stream-exists" | number;

/**
 * Appends one or more events behind the last one of a stream, if the stream is where the caller
 * expects it to be. An event that was read from a stream may be among them: it gets a new place like
 * any other.
 *
 * Otherwise it rejects with a `ConcurrencyError` and nothing is changed. The error's details are
 * `expected`, as it was given, and `actual`: the version that the stream really has.
 */
export type ConditionalAppend = (
  streamId: string,
  events: readonly NewEvent[],
  expected: ExpectedVersion,
) => Promise<AppendResult>;

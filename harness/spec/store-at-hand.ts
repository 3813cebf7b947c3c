import type { Clock, EventStoreClient, NewEvent, RecordedEvent, StreamSlice } from "eventlings";
import { Streams } from "../world/ports/event-store/streams.ts";
import { testClock } from "./ports.ts";

/** One call on the store, and how many events it moved. */
export interface StoreCall {
  readonly call: "append" | "read" | "readAll" | "truncateBefore";
  /** The stream; `$all` of a `readAll`. */
  readonly streamId: string;
  readonly events: number;
}

/** An event store for rules that need no schedules: it answers soon, and every call is counted. */
export interface StoreAtHand extends EventStoreClient {
  /** The calls so far. Empty it (`calls.length = 0`) to count anew. */
  readonly calls: StoreCall[];
  /** Puts events there behind the port's back. */
  fill(streamId: string, events: readonly NewEvent[]): StoreAtHand;
  /** What a stream holds, behind the port's back. */
  stream(streamId: string): StreamSlice;
  /** Everything that is stored, behind the port's back. */
  all(): readonly RecordedEvent[];
  /** Fails the next call of this kind, before it has an effect or after it, and returns the error. */
  failNext(call: StoreCall["call"], when?: "before" | "after"): Error;
}

/** @param clock what is recorded is dated by it */
export function storeAtHand(clock: Clock = testClock()): StoreAtHand {
  const streams = new Streams();
  const calls: StoreCall[] = [];
  let fault: { readonly call: StoreCall["call"]; readonly when: "before" | "after"; readonly error: Error } | undefined;

  const answer = async <T>(
    call: StoreCall["call"],
    streamId: string,
    perform: () => T,
    count: (result: T) => number,
  ): Promise<T> => {
    // A store answers later, never in the middle of what the caller is doing.
    await Promise.resolve();
    const failing = fault?.call === call ? fault : undefined;
    if (failing !== undefined) fault = undefined;
    if (failing?.when === "before") throw failing.error;
    const result = perform();
    calls.push({ call, streamId, events: count(result) });
    if (failing !== undefined) throw failing.error;
    return result;
  };

  return {
    calls,
    append: async (streamId, events, expected) => {
      const sent = structuredClone(events);
      return answer(
        "append",
        streamId,
        () => streams.append(streamId, sent, expected, clock.now()),
        () => sent.length,
      );
    },
    read: (streamId, options) =>
      answer(
        "read",
        streamId,
        () => streams.read(streamId, options),
        ({ events }) => events.length,
      ),
    readAll: (options) =>
      answer(
        "readAll",
        "$all",
        () => streams.readAll(options),
        (events) => events.length,
      ),
    truncateBefore: (streamId, position) =>
      answer(
        "truncateBefore",
        streamId,
        () => {
          streams.truncateBefore(streamId, position);
        },
        () => 0,
      ),
    fill(streamId, events) {
      streams.append(streamId, events, "any", clock.now());
      return this;
    },
    stream: (streamId) => streams.read(streamId),
    all: () => streams.readAll(),
    failNext(call, when = "before") {
      const error = new Error("the connection to the event store was lost");
      fault = { call, when, error };
      return error;
    },
  };
}

import type { DomainEvent } from "./decider.ts";

/**
 * Given these events, when this command is decided, then …
 *
 * Each step can be kept and used again, and no case knows of another one. A decider under test may be
 * wrong and change its state in place, so no two `when` share a state, even of one `given`: each is
 * decided on a state made anew from `initialState`. The given events and the command reach the decider
 * as they are. You may copy the events, but need not.
 *
 * Only what `decide` throws is a refusal. What `initialState` or `evolve` throws is none: no case
 * passes then, and the `then…` throws that error or a `SpecificationFailed`.
 */
export interface Specification<Command, Event extends DomainEvent> {
  /** Starts a case with the events that happened before; `[]` for a new stream. */
  given(events: readonly Event[]): GivenStep<Command, Event>;
  /**
   * Ends a test. Throws `SpecificationFailed` if a `when` since the last `done()` was never followed
   * by one of the `then…`: such a case has checked nothing. A `then…` that failed has checked. A
   * `given` without a `when` is no case yet.
   */
  done(): void;
}

export interface GivenStep<Command, Event extends DomainEvent> {
  /** Names the command to decide. Never throws: what the decider throws is for the `then…` to judge. */
  when(command: Command): WhenStep<Event>;
}

/** Both return when the case holds, and throw `SpecificationFailed` when it does not. */
export interface WhenStep<Event extends DomainEvent> {
  /**
   * The command is accepted with exactly these events in this order; `[]` for none.
   *
   * Events are the same when `type` and `data` are. Whatever else they carry (id, metadata, what a
   * store adds) is not compared. Data is plain: strings, numbers, booleans, `null`, `Date`s, arrays
   * and objects of these; it is the same when every value in it is, in whatever order the keys come.
   */
  thenEvents(expected: readonly Pick<Event, "type" | "data">[]): void;
  /**
   * The command is refused with the error expected: its `code`, or a function that says whether it is
   * the one. A decider may throw anything, also `undefined`.
   */
  thenFails(expected: string | ((error: unknown) => boolean)): void;
}

/** A case does not hold. Test runners show `expected` and `received`. */
export class SpecificationFailed extends Error {
  readonly code = "SPECIFICATION_FAILED";
  /** What the `then…` was called with. For `done()`, nothing. */
  readonly expected: unknown;
  /** The events that were decided, or the error that `decide` threw. For `done()`, nothing. */
  readonly received: unknown;

  constructor(message: string, expected?: unknown, received?: unknown) {
    super(message);
    this.name = "SpecificationFailed";
    this.expected = expected;
    this.received = received;
  }
}

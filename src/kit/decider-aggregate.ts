import type { Aggregate } from "./aggregate.ts";
import type { DomainEvent } from "./decider.ts";
import type { NewEvent } from "./event.ts";

/** A decider's event with its identity, as it is appended. */
export type Raised<Event extends DomainEvent> = Event & Pick<NewEvent, "id" | "metadata">;

/**
 * A decider as an object. `Command`, `Event` and `State` are values that `structuredClone` can copy
 * (a `Map`, a `Date` and a `bigint` are, and JSON could not), and the decider is pure.
 */
export interface DeciderAggregate<Command, Event extends DomainEvent, State> extends Aggregate<Raised<Event>, State> {
  /**
   * Carries out the commands in order, all of them or none. Each is decided on the state that the
   * ones before it have led to. Where one is refused, what `decide` threw goes out as it is, and
   * nothing has happened.
   */
  execute(...commands: readonly Command[]): void;
}

/**
 * An aggregate in the classic style, written by somebody else: one object, changed in place. It
 * belongs to whoever opened it, with all that it holds.
 *
 * Everything in it is alive: `state` and `pending` are what it works on, and it changes them under
 * the hands of whoever keeps them. What it is given it takes over: commands and events, too, it may
 * keep and change.
 */
export interface ClassicAggregate<Command, Event extends DomainEvent, State> {
  readonly state: State;
  /** The events of its commands, in order, from the first one that it executed. Never cleared. */
  readonly pending: Event[];
  /**
   * Decides, and changes itself at once. Throws where it refuses, and may have done half of it by then:
   * what it holds afterwards is of no use.
   */
  execute(command: Command): void;
  /** Takes an event that has happened. It checks nothing, and adds nothing to `pending`. */
  apply(event: Event): void;
}

/**
 * Opens a classic aggregate in this state, with nothing pending; without one, as it is before its
 * first event. It *works on* the state that it is given, and changes it in place.
 */
export type OpenClassic<Command, Event extends DomainEvent, State> = (
  state?: State,
) => ClassicAggregate<Command, Event, State>;

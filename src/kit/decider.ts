import type { NewEvent } from "./event.ts";
import type { Fold } from "./fold.ts";

/** What an event says, without who made it and where it was stored. */
export type DomainEvent<Type extends string = string, Data = unknown> = Pick<NewEvent<Type, Data>, "type" | "data">;

/** Business rules as three pure functions: a fold, and a decision on top of the state that it gives. */
export interface Decider<Command, Event extends DomainEvent, State> extends Fold<State, Event> {
  /**
   * The events that follow from a command in this state; none where nothing changes.
   *
   * @throws an error where the business refuses the command
   */
  readonly decide: (command: Command, state: State) => readonly Event[];
}

/**
 * How a stream's state follows from its events: where it starts, and what one more event does to it.
 *
 * Both functions are pure: the same input gives the same result, and no input is changed.
 */
export interface Fold<State, Event> {
  /** The state before the first event. */
  readonly initialState: () => State;
  /** The state after one more event. An event that it does not know leaves the state as it is. */
  readonly evolve: (state: State, event: Event) => State;
}

/** Nobody can say what the state was at this position: no event that is at hand has it. */
export class UnknownPosition extends Error {
  readonly code = "UNKNOWN_POSITION";
  readonly position: number;

  constructor(
    position: number,
    message = `There is no event at position ${String(position)}. Ask for 0 or for the position of an event that was read.`,
  ) {
    super(message);
    this.name = "UnknownPosition";
    this.position = position;
  }
}

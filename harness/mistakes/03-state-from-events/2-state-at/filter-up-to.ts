// @belief Keeping the events up to a position says it all: one that does not exist simply keeps nothing, or everything.
// @breaks refuses-impossible-positions, refuses-what-is-not-there-yet
// @section the-state-at-a-position
import type { Fold, NewEvent, RecordedEvent } from "eventlings";

/** The state of a stream as it was right after the event at `position`; position 0 is before the first. */
export function stateAt<State, Event extends NewEvent>(
  fold: Fold<State, Event>,
  events: readonly RecordedEvent<Event>[],
  position: number,
): State {
  return events.filter(({ streamPosition }) => streamPosition <= position).reduce(fold.evolve, fold.initialState());
}

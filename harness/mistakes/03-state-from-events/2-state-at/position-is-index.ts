// @belief Position 3 is the third event of the list.
// @breaks position-not-index, refuses-impossible-positions
// @section the-state-at-a-position
import { UnknownPosition, type Fold, type NewEvent, type RecordedEvent } from "eventlings";

/** The state of a stream as it was right after the event at `position`; position 0 is before the first. */
export function stateAt<State, Event extends NewEvent>(
  fold: Fold<State, Event>,
  events: readonly RecordedEvent<Event>[],
  position: number,
): State {
  if (position === 0) return fold.initialState();
  if (!Number.isInteger(position) || position < 0) throw new UnknownPosition(position);
  if (position > events.length) throw new UnknownPosition(position);
  return events.slice(0, position).reduce(fold.evolve, fold.initialState());
}

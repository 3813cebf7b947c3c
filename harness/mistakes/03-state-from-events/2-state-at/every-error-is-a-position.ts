// @belief Whatever goes wrong on the way to a position, there is no state at it.
// @breaks is-the-fold-of-the-prefix
// @section the-state-at-a-position
import { UnknownPosition, type Fold, type NewEvent, type RecordedEvent } from "eventlings";

/** The state of a stream as it was right after the event at `position`; position 0 is before the first. */
export function stateAt<State, Event extends NewEvent>(
  fold: Fold<State, Event>,
  events: readonly RecordedEvent<Event>[],
  position: number,
): State {
  if (position === 0) return fold.initialState();
  // Looking for the event itself refuses every position that has none: also one that has none *yet*.
  const last = events.findIndex(({ streamPosition }) => streamPosition === position);
  if (last === -1) throw new UnknownPosition(position);
  try {
    return events.slice(0, last + 1).reduce(fold.evolve, fold.initialState());
  } catch {
    throw new UnknownPosition(position);
  }
}

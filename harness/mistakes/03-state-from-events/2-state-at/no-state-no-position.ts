// @belief Fold until the position comes by; if there is no state afterwards, it never came.
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
  let state = fold.initialState();
  let found: State | undefined;
  for (const event of events) {
    state = fold.evolve(state, event);
    if (event.streamPosition === position) found = state;
  }
  if (!found) throw new UnknownPosition(position);
  return found;
}

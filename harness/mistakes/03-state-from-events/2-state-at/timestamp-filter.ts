// @belief What had happened by then is whatever has a timestamp up to then.
// @breaks position-not-time
// @section it-sorts-by-time
import { UnknownPosition, type Fold, type NewEvent, type RecordedEvent } from "eventlings";

/** The state of a stream as it was right after the event at `position`; position 0 is before the first. */
export function stateAt<State, Event extends NewEvent>(
  fold: Fold<State, Event>,
  events: readonly RecordedEvent<Event>[],
  position: number,
): State {
  if (position === 0) return fold.initialState();
  const then = events.find(({ streamPosition }) => streamPosition === position);
  if (then === undefined) throw new UnknownPosition(position);
  return events.filter(({ recordedAt }) => recordedAt <= then.recordedAt).reduce(fold.evolve, fold.initialState());
}

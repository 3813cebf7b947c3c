// @style One pass that stops at the event asked for, and a guard for every kind of bad position first.
import { UnknownPosition, type Fold, type NewEvent, type RecordedEvent } from "eventlings";

export function stateAt<State, Event extends NewEvent>(
  { initialState, evolve }: Fold<State, Event>,
  events: readonly RecordedEvent<Event>[],
  position: number,
): State {
  if (!Number.isInteger(position) || position < 0) {
    throw new UnknownPosition(position, `A position is a whole number from 0 on, and ${String(position)} is not.`);
  }
  let state = initialState();
  if (position === 0) return state;
  for (const event of events) {
    if (event.streamPosition > position) break;
    state = evolve(state, event);
    if (event.streamPosition === position) return state;
  }
  throw new UnknownPosition(position);
}

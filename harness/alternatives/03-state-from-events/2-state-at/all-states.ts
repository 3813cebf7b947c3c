// @style Functional: computes the state after every event, then looks one up in a Map by position.
import { UnknownPosition, type Fold, type NewEvent, type RecordedEvent } from "eventlings";

export function stateAt<State, Event extends NewEvent>(
  fold: Fold<State, Event>,
  events: readonly RecordedEvent<Event>[],
  position: number,
): State {
  const states = new Map<number, { readonly state: State }>([[0, { state: fold.initialState() }]]);
  let latest = fold.initialState();
  events.forEach((event) => {
    latest = fold.evolve(latest, event);
    states.set(event.streamPosition, { state: latest });
  });
  const found = states.get(position);
  if (found === undefined) throw new UnknownPosition(position);
  return found.state;
}

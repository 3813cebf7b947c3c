import { NotImplemented, type Fold, type NewEvent, type RecordedEvent } from "eventlings";

/**
 * The state of a stream as it was right after the event at `position`.
 *
 * - `events` are of one stream, in its order, as a store hands them out. The stream may have been
 *   truncated: then the first of them is not at position 1, and it carries on from what is gone.
 * - Position 0 is before the first event: the initial state, whatever `events` holds.
 * - Every other position must be that of an event in `events`. For all others (negative, not whole,
 *   truncated away, not written yet) it throws `UnknownPosition`.
 *
 * `fold` (open `Fold` to see what it is) says where a state starts and what an event does to it. A
 * state may be anything, also a number. What `fold` throws goes to the caller as it is.
 */
export function stateAt<State, Event extends NewEvent>(
  _fold: Fold<State, Event>,
  _events: readonly RecordedEvent<Event>[],
  _position: number,
): State {
  // TODO: asked again tomorrow, with more events in the stream, the answer must be the same.
  throw new NotImplemented("stateAt");
}

import {
  NotImplemented,
  type Decider,
  type DeciderAggregate,
  type DomainEvent,
  type Ids,
  type OpenClassic,
  type Raised,
  type RecordedEvent,
} from "eventlings";

/**
 * Any decider as an object, loaded from a history: `DeciderAggregate` and `Aggregate` (open their
 * definitions) say what it promises.
 *
 * - It gives the events that the decider gives, and refuses what the decider refuses.
 * - An event gets its id, from `ids`, when it happens, and keeps it. It needs no metadata.
 * - What somebody does later to the objects that it was given, or that it gave away, changes nothing in
 *   it. It may freeze what it gives away.
 * - The history has happened: nothing of it is decided again. It may begin after position 1, and no
 *   events at all are a new object. Objects share nothing.
 */
export function toAggregate<Command, Event extends DomainEvent, State>(
  _decider: Decider<Command, Event, State>,
  _ports: { readonly ids: Ids },
  _history: readonly RecordedEvent<Raised<Event>>[] = [],
): DeciderAggregate<Command, Event, State> {
  // TODO: several commands are carried out as one. What is left of them if the last one is refused?
  throw new NotImplemented("toAggregate");
}

/**
 * And back: an object that changes in place, as pure functions. `ClassicAggregate` and `OpenClassic`
 * say what is known of such objects, and what nobody may rely on.
 *
 * - The decider gives the events that the object gives, and refuses what it refuses, with its error.
 * - It is pure, although the object is not: what it was given stays as it was, what it gave stays as it
 *   is, and the same input has the same result at any time and in any order of calls.
 */
export function toDecider<Command, Event extends DomainEvent, State>(
  _open: OpenClassic<Command, Event, State>,
): Decider<Command, Event, State> {
  // TODO: which of the object's parts may leave your functions, and which of your arguments may it get?
  throw new NotImplemented("toDecider");
}

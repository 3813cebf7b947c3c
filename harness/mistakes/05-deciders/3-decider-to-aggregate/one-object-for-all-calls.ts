// @belief The object is opened once. It is expensive, and that is what it is there for.
// @breaks functions-like-the-object, functions-are-pure, there-and-back
// @section an-object-as-functions
import type { Decider, DeciderAggregate, DomainEvent, Ids, OpenClassic, Raised, RecordedEvent } from "eventlings";

/** Any decider as an object, loaded from a history. */
export function toAggregate<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
  { ids }: { readonly ids: Ids },
  history: readonly RecordedEvent<Raised<Event>>[] = [],
): DeciderAggregate<Command, Event, State> {
  let state = structuredClone(history).reduce(decider.evolve, decider.initialState());
  let version = history.at(-1)?.streamPosition ?? 0;
  let uncommitted: Raised<Event>[] = [];

  return {
    get state() {
      return structuredClone(state);
    },
    get version() {
      return version;
    },
    uncommittedEvents: () => structuredClone(uncommitted),
    markCommitted(at) {
      version = at;
      uncommitted = [];
    },
    execute(...commands) {
      // Everything happens on the side first. If a command is refused, the side is forgotten.
      let next = state;
      const raised: Raised<Event>[] = [];
      for (const command of commands) {
        for (const fact of decider.decide(command, next)) {
          const event = { ...structuredClone(fact), id: ids.next() };
          next = decider.evolve(next, event);
          raised.push(event);
        }
      }
      state = next;
      uncommitted.push(...raised);
    },
  };
}

/** And back: an object that changes in place, as pure functions. */
export function toDecider<Command, Event extends DomainEvent, State>(
  open: OpenClassic<Command, Event, State>,
): Decider<Command, Event, State> {
  const object = open();
  return {
    initialState: () => structuredClone(object.state),
    decide(command) {
      const before = object.pending.length;
      object.execute(structuredClone(command));
      return object.pending.slice(before);
    },
    evolve(_state, event) {
      object.apply(structuredClone(event));
      return structuredClone(object.state);
    },
  };
}

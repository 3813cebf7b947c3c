// @belief Old events and new ones are all the object's events.
// @breaks state-is-the-fold, decides-like-the-decider, each-on-the-last, keeps-the-books, there-and-back
// @section bookkeeping
import type { Decider, DeciderAggregate, DomainEvent, Ids, OpenClassic, Raised, RecordedEvent } from "eventlings";

/** Any decider as an object, loaded from a history. */
export function toAggregate<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
  { ids }: { readonly ids: Ids },
  history: readonly RecordedEvent<Raised<Event>>[] = [],
): DeciderAggregate<Command, Event, State> {
  let state = structuredClone(history).reduce(decider.evolve, decider.initialState());
  let version = history.at(-1)?.streamPosition ?? 0;
  let uncommitted: Raised<Event>[] = [...structuredClone(history)];

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
  // An object for one call, on copies of all that it gets. Afterwards it is of no use, and nobody has it:
  // that is why what it leaves behind can be given away as it is.
  return {
    initialState: () => open().state,
    decide(command, state) {
      const object = open(structuredClone(state));
      object.execute(structuredClone(command));
      return object.pending;
    },
    evolve(state, event) {
      const object = open(structuredClone(state));
      object.apply(structuredClone(event));
      return object.state;
    },
  };
}

// @belief If a command is refused, the events of those before it are taken off the list again.
// @breaks all-or-none
// @section several-commands-at-once
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
      const before = uncommitted.length;
      try {
        for (const command of commands) {
          for (const fact of decider.decide(command, state)) {
            const event = { ...structuredClone(fact), id: ids.next() };
            state = decider.evolve(state, event);
            uncommitted.push(event);
          }
        }
      } catch (error) {
        uncommitted.length = before;
        throw error;
      }
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

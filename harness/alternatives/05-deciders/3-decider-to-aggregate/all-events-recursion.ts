// @style Keeps events and folds them when asked; commands are decided by recursion; the first state of an object is asked for once.
import type { Decider, DeciderAggregate, DomainEvent, Ids, OpenClassic, Raised, RecordedEvent } from "eventlings";

export function toAggregate<Command, Event extends DomainEvent, State>(
  { initialState, evolve, decide }: Decider<Command, Event, State>,
  { ids }: { readonly ids: Ids },
  history: readonly RecordedEvent<Raised<Event>>[] = [],
): DeciderAggregate<Command, Event, State> {
  const copy = <T>(value: T): T => structuredClone(value);
  const past: Raised<Event>[] = history.map(copy);
  const books = {
    version: history.length === 0 ? 0 : Math.max(...history.map((e) => e.streamPosition)),
    stored: past.length,
  };
  const stateAfter = (events: readonly Event[]): State => events.map(copy).reduce<State>(evolve, initialState());

  /** What follows from these commands after these events, all of it or an error. */
  const follow = (before: readonly Event[], [command, ...rest]: readonly Command[]): readonly Event[] => {
    if (command === undefined) return [];
    const facts = decide(command, stateAfter(before)).map(copy);
    return [...facts, ...follow([...before, ...facts], rest)];
  };

  return {
    get state() {
      return stateAfter(past);
    },
    get version() {
      return books.version;
    },
    execute: (...commands) => {
      const facts = follow(past, commands);
      for (const fact of facts) past.push(Object.assign(fact, { id: ids.next() }));
    },
    uncommittedEvents: () => past.slice(books.stored).map(copy),
    markCommitted: (version) => void Object.assign(books, { version, stored: past.length }),
  };
}

export function toDecider<Command, Event extends DomainEvent, State>(
  open: OpenClassic<Command, Event, State>,
): Decider<Command, Event, State> {
  const first = structuredClone(open().state);
  return {
    initialState: () => structuredClone(first),
    evolve(before, event) {
      const [state, fact] = structuredClone([before, event] as const);
      const object = open(state);
      object.apply(fact);
      return object.state;
    },
    decide(command, before) {
      const events: Event[] = [];
      const object = open(structuredClone(before));
      object.execute(structuredClone(command));
      for (const event of object.pending) events.push(structuredClone(event));
      return events;
    },
  };
}

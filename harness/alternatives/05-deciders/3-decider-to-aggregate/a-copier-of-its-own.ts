// @style Copies with a function of its own, freezes what it hands out, and carries state and events as one value.
import type { Decider, DeciderAggregate, DomainEvent, Ids, OpenClassic, Raised, RecordedEvent } from "eventlings";

/** Copies plain values, and the few others that states and events are made of. */
function copyOf<T>(value: T): T {
  const copy = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    if (part instanceof Date) return new Date(part);
    if (part instanceof Map) return new Map([...part].map(([key, item]) => [copy(key), copy(item)]));
    if (part instanceof Set) return new Set([...part].map(copy));
    if (Array.isArray(part)) return part.map(copy);
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, copy(item)]));
  };
  return copy(value) as T;
}

export function toAggregate<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
  ports: { readonly ids: Ids },
  history: readonly RecordedEvent<Raised<Event>>[] = [],
): DeciderAggregate<Command, Event, State> {
  type Now = { readonly state: State; readonly waiting: readonly Raised<Event>[]; readonly version: number };
  let now: Now = { state: decider.initialState(), waiting: [], version: 0 };
  for (const event of history)
    now = { ...now, state: decider.evolve(now.state, copyOf(event)), version: event.streamPosition };

  const after = (at: Now, command: Command): Now => {
    let { state, waiting } = at;
    const facts = [...decider.decide(copyOf(command), copyOf(at.state))];
    for (const fact of facts) {
      const event = { ...copyOf(fact), id: ports.ids.next(), metadata: { by: "toAggregate" } };
      state = decider.evolve(state, copyOf(event));
      waiting = [...waiting, event];
    }
    return { ...at, state, waiting };
  };

  return {
    get state() {
      return Object.freeze(copyOf(now.state));
    },
    get version() {
      return now.version;
    },
    uncommittedEvents() {
      const events = now.waiting.map(copyOf);
      for (const event of events) Object.freeze(event);
      return Object.freeze(events);
    },
    markCommitted(version) {
      now = { state: now.state, waiting: [], version };
    },
    execute(...commands) {
      now = commands.reduce(after, now);
    },
  };
}

export const toDecider = <Command, Event extends DomainEvent, State>(
  open: OpenClassic<Command, Event, State>,
): Decider<Command, Event, State> => ({
  initialState: () => copyOf(open().state),
  decide: (command, state) => {
    const { pending, execute, object } = ((opened) => ({
      object: opened,
      pending: opened.pending,
      execute: opened.execute,
    }))(open(copyOf(state)));
    execute.call(object, copyOf(command));
    return Object.freeze(copyOf(pending));
  },
  evolve: (state, event) => {
    const object = open(copyOf(state));
    object.apply(copyOf(event));
    return copyOf(object.state);
  },
});

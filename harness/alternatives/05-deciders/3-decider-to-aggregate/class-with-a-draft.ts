// @style A class; several commands run on a draft, which is another object of the class and replaces its parts when all is well.
import type {
  ClassicAggregate,
  Decider,
  DeciderAggregate,
  DomainEvent,
  Ids,
  OpenClassic,
  Raised,
  RecordedEvent,
} from "eventlings";

class DecidedObject<Command, Event extends DomainEvent, State> implements DeciderAggregate<Command, Event, State> {
  #state: State;
  #pending: readonly Raised<Event>[] = [];
  version = 0;
  readonly #decider: Decider<Command, Event, State>;
  readonly #ids: Ids;

  constructor(decider: Decider<Command, Event, State>, ids: Ids, state: State) {
    this.#decider = decider;
    this.#ids = ids;
    this.#state = state;
  }

  get state(): State {
    return structuredClone(this.#state);
  }
  uncommittedEvents(): readonly Raised<Event>[] {
    return this.#pending.map((event) => structuredClone(event));
  }
  markCommitted(version: number): void {
    [this.version, this.#pending] = [version, []];
  }
  replay(event: RecordedEvent<Raised<Event>>): void {
    this.#state = this.#decider.evolve(this.#state, structuredClone(event));
    this.version = event.streamPosition;
  }
  execute(...commands: readonly Command[]): void {
    const draft = new DecidedObject(this.#decider, this.#ids, structuredClone(this.#state));
    commands.forEach((command) => draft.#one(structuredClone(command)));
    this.#state = draft.#state;
    this.#pending = [...this.#pending, ...draft.#pending];
  }
  #one(command: Command): void {
    const raised = this.#decider.decide(command, this.#state).map((fact) => {
      return { id: this.#ids.next(), ...structuredClone(fact) };
    });
    this.#state = raised.reduce<State>((state, event) => this.#decider.evolve(state, event), this.#state);
    this.#pending = this.#pending.concat(raised);
  }
}

export function toAggregate<Command, Event extends DomainEvent, State>(
  decider: Decider<Command, Event, State>,
  ports: { readonly ids: Ids },
  history: readonly RecordedEvent<Raised<Event>>[] = [],
): DeciderAggregate<Command, Event, State> {
  const object = new DecidedObject(decider, ports.ids, structuredClone(decider.initialState()));
  history.forEach((event) => object.replay(event));
  return object;
}

class Wrapped<Command, Event extends DomainEvent, State> implements Decider<Command, Event, State> {
  readonly #open: OpenClassic<Command, Event, State>;
  constructor(open: OpenClassic<Command, Event, State>) {
    this.#open = open;
  }
  readonly initialState = (): State => structuredClone(this.#open().state);
  readonly decide = (command: Command, state: State): readonly Event[] =>
    structuredClone(this.#after(state, (object) => object.execute(structuredClone(command))).pending);
  readonly evolve = (state: State, event: Event): State =>
    structuredClone(this.#after(state, (object) => object.apply(structuredClone(event))).state);

  #after(
    state: State,
    use: (object: ClassicAggregate<Command, Event, State>) => void,
  ): ClassicAggregate<Command, Event, State> {
    const object = this.#open(structuredClone(state));
    use(object);
    return object;
  }
}

export function toDecider<Command, Event extends DomainEvent, State>(
  open: OpenClassic<Command, Event, State>,
): Decider<Command, Event, State> {
  return new Wrapped(open);
}

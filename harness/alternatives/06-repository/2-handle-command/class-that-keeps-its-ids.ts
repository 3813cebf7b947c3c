// @style A class; every attempt of a command uses the same ids, made as they are needed, and looks at the version before the events.
import {
  ConcurrencyError,
  historyOf,
  type CommandHandlerPorts,
  type CommandOutcome,
  type DomainEvent,
  type NewEvent,
  type StreamCommandHandler,
} from "eventlings";

class OneCommand<Command, Event extends DomainEvent, State> {
  readonly #ports: CommandHandlerPorts<Command, Event, State>;
  readonly #ids: string[] = [];

  constructor(ports: CommandHandlerPorts<Command, Event, State>) {
    this.#ports = ports;
  }

  async attempt(streamId: string, command: Command, expected?: number): Promise<CommandOutcome | ConcurrencyError> {
    const { store, decider } = this.#ports;
    const { currentVersion: seen } = await store.read(streamId, { limit: 0 });
    if (expected !== undefined && expected !== seen)
      return new ConcurrencyError("elsewhere", { expected, actual: seen });
    const slice = await store.read(streamId);
    // Somebody may have written between the two reads.
    if (expected !== undefined && expected !== slice.currentVersion)
      return new ConcurrencyError("elsewhere", { expected, actual: slice.currentVersion });
    const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
    const events = decider.decide(command, state).map((event, index): NewEvent => ({ ...event, id: this.#id(index) }));
    if (events.length === 0) return { streamPosition: slice.currentVersion, globalPosition: undefined };
    try {
      const { streamPosition, globalPosition } = await store.append(streamId, events, slice.currentVersion);
      return { streamPosition, globalPosition };
    } catch (error) {
      if (error instanceof ConcurrencyError) return error;
      throw error;
    }
  }

  #id(index: number): string {
    return (this.#ids[index] ??= this.#ports.ids.next());
  }
}

export function createCommandHandler<Command, Event extends DomainEvent, State>(
  ports: CommandHandlerPorts<Command, Event, State>,
): StreamCommandHandler<Command> {
  return async (streamId, command, options = {}) => {
    const handling = new OneCommand(ports);
    const attempts = options.expectedVersion === undefined ? ports.maxAttempts : 1;
    let result: CommandOutcome | ConcurrencyError = new ConcurrencyError("not tried");
    for (let attempt = 0; attempt < attempts && result instanceof ConcurrencyError; attempt += 1)
      result = await handling.attempt(streamId, command, options.expectedVersion);
    if (result instanceof ConcurrencyError) throw result;
    return result;
  };
}

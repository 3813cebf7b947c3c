// @belief Where nothing is appended, the version does not matter.
// @breaks callers-version
// @section who-hears-of-it
import {
  ConcurrencyError,
  historyOf,
  type CommandHandlerPorts,
  type DomainEvent,
  type StreamCommandHandler,
} from "eventlings";

function quietly<T>(decide: () => T): T {
  try {
    return decide();
  } catch {
    throw new ConcurrencyError("wrong version");
  }
}

export function createCommandHandler<Command, Event extends DomainEvent, State>({
  store,
  decider,
  ids,
  maxAttempts,
}: CommandHandlerPorts<Command, Event, State>): StreamCommandHandler<Command> {
  return async (streamId, command, { expectedVersion } = {}) => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        const slice = await store.read(streamId);
        const { currentVersion } = slice;
        const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
        const wrong = expectedVersion !== undefined && expectedVersion !== currentVersion;
        const decided = wrong ? quietly(() => decider.decide(command, state)) : decider.decide(command, state);
        const events = decided.map((event) => ({ ...event, id: ids.next() }));
        if (events.length === 0) return { streamPosition: currentVersion, globalPosition: undefined };
        if (expectedVersion !== undefined && expectedVersion !== currentVersion)
          throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: currentVersion });
        return await store.append(streamId, events, currentVersion);
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
      }
    }
  };
}

// @belief What the decider returns is mine, so each event can take its id at once.
// @breaks decides-and-appends
// @section the-version-that-holds
import {
  ConcurrencyError,
  historyOf,
  type CommandHandlerPorts,
  type DomainEvent,
  type StreamCommandHandler,
} from "eventlings";

export function createCommandHandler<Command, Event extends DomainEvent, State>({
  store,
  decider,
  ids,
  maxAttempts,
}: CommandHandlerPorts<Command, Event, State>): StreamCommandHandler<Command> {
  return async (streamId, command, { expectedVersion } = {}) => {
    for (let attempts = 1; ; attempts += 1) {
      const slice = await store.read(streamId);
      const { currentVersion } = slice;
      if (expectedVersion !== undefined && expectedVersion !== currentVersion)
        throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: currentVersion });
      const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
      const events = decider.decide(command, state).map((event) => Object.assign(event, { id: ids.next() }));
      if (events.length === 0) return { streamPosition: currentVersion, globalPosition: undefined };
      try {
        return await store.append(streamId, events, currentVersion);
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
      }
    }
  };
}

// @belief Whether the version is right can be seen without reading any events, so look at that first.
// @breaks callers-version
// @section who-hears-of-it
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
      const head = await store.read(streamId, { limit: 0 });
      if (expectedVersion !== undefined && expectedVersion !== head.currentVersion)
        throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: head.currentVersion });
      const slice = await store.read(streamId);
      const { currentVersion } = slice;
      const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
      const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
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

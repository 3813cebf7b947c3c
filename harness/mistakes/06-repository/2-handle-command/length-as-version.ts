// @belief The version of a stream is how many events it has.
// @breaks decides-and-appends, callers-version, no-events-no-append
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
      try {
        const slice = await store.read(streamId);
        const currentVersion = slice.events.length;
        if (expectedVersion !== undefined && expectedVersion !== currentVersion)
          throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: currentVersion });
        const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
        const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
        if (events.length === 0) return { streamPosition: currentVersion, globalPosition: undefined };
        return await store.append(streamId, events, currentVersion);
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
      }
    }
  };
}

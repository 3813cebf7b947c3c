// @belief A conflict is a conflict, whoever named the version.
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
      try {
        const slice = await store.read(streamId);
        const { currentVersion } = slice;
        const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
        const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
        if (events.length === 0) return { streamPosition: currentVersion, globalPosition: undefined };
        return await store.append(
          streamId,
          events,
          attempts === 1 ? (expectedVersion ?? currentVersion) : currentVersion,
        );
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (attempts >= maxAttempts) throw error;
      }
    }
  };
}

// @belief A stream is at the position of its last event.
// @breaks decides-and-appends, callers-version
// @section which-version-to-expect
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
      const currentVersion = slice.events.at(-1)?.streamPosition ?? 0;
      if (expectedVersion !== undefined && expectedVersion !== currentVersion)
        throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: currentVersion });
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

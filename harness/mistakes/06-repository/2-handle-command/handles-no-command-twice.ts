// @belief The same command object comes only if somebody sends it twice, and once is enough.
// @breaks store-errors-pass-on
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
  const handled = new Set<unknown>();
  return async (streamId, command, { expectedVersion } = {}) => {
    for (let attempts = 1; ; attempts += 1) {
      const slice = await store.read(streamId);
      const { currentVersion } = slice;
      if (expectedVersion !== undefined && expectedVersion !== currentVersion)
        throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: currentVersion });
      const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
      const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
      const isKnown = attempts === 1 && handled.has(command);
      handled.add(command);
      if (events.length === 0 || isKnown) return { streamPosition: currentVersion, globalPosition: undefined };
      try {
        return await store.append(streamId, events, currentVersion);
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
      }
    }
  };
}

// @belief The decision has to be made again, so I call decide in the loop.
// @breaks fresh-decision
// @section decide-again
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
    const slice = await store.read(streamId);
    let version = slice.currentVersion;
    if (expectedVersion !== undefined && expectedVersion !== version)
      throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: version });
    const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
    for (let attempts = 1; ; attempts += 1) {
      const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
      if (events.length === 0) return { streamPosition: version, globalPosition: undefined };
      try {
        return await store.append(streamId, events, version);
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
        version = (await store.read(streamId, { limit: 0 })).currentVersion;
      }
    }
  };
}

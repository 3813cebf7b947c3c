// @belief After a conflict I read on from the version after the one that I know.
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
    let state = decider.initialState();
    let after = 0;
    for (let attempts = 1; ; attempts += 1) {
      try {
        const slice = await store.read(streamId, { after });
        const { currentVersion } = slice;
        if (expectedVersion !== undefined && expectedVersion !== currentVersion)
          throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: currentVersion });
        state = historyOf<Event>(slice).reduce(decider.evolve, state);
        after = currentVersion + 1;
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

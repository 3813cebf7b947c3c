// @belief The events are decided. After a conflict I only need the version that the stream has now.
// @breaks fresh-decision, bounded
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
    if (expectedVersion !== undefined && expectedVersion !== slice.currentVersion)
      throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: slice.currentVersion });
    const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
    const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
    if (events.length === 0) return { streamPosition: slice.currentVersion, globalPosition: undefined };
    let expected = slice.currentVersion;
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await store.append(streamId, events, expected);
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
        expected = Number(error.details.actual);
      }
    }
  };
}

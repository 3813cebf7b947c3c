// @belief Loading a stream is slow, so the handler keeps the state of each and applies its own events to it.
// @breaks fresh-decision, decides-and-appends, no-events-no-append, callers-version
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
  const known = new Map<string, { readonly state: State; readonly version: number }>();
  return async (streamId, command, { expectedVersion } = {}) => {
    for (let attempts = 1; ; attempts += 1) {
      let { state, version } = known.get(streamId) ?? { state: decider.initialState(), version: -1 };
      if (version === -1) {
        const slice = await store.read(streamId);
        state = historyOf<Event>(slice).reduce(decider.evolve, state);
        version = slice.currentVersion;
      }
      if (expectedVersion !== undefined && expectedVersion !== version)
        throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: version });
      const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
      if (events.length === 0) return { streamPosition: version, globalPosition: undefined };
      try {
        const result = await store.append(streamId, events, version);
        known.set(streamId, { state: events.reduce(decider.evolve, state), version: result.streamPosition });
        return result;
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
      }
    }
  };
}

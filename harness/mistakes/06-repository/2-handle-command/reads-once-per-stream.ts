// @belief What I have appended myself I need not read: the state after it is known.
// @breaks decides-and-appends, no-events-no-append, callers-version
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
  const known = new Map<string, { readonly state: State; readonly currentVersion: number }>();
  const read = async (streamId: string): Promise<{ readonly state: State; readonly currentVersion: number }> => {
    const slice = await store.read(streamId);
    const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
    return { state, currentVersion: slice.currentVersion };
  };
  return async (streamId, command, { expectedVersion } = {}) => {
    for (let attempts = 1; ; attempts += 1) {
      const { state, currentVersion } = known.get(streamId) ?? (await read(streamId));
      if (expectedVersion !== undefined && expectedVersion !== currentVersion)
        throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: currentVersion });
      const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
      if (events.length === 0) return { streamPosition: currentVersion, globalPosition: undefined };
      try {
        // If it is refused, what I know is old.
        known.delete(streamId);
        const result = await store.append(streamId, events, currentVersion);
        known.set(streamId, { state: events.reduce(decider.evolve, state), currentVersion: result.streamPosition });
        return result;
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
      }
    }
  };
}

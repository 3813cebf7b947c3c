// @belief Where nothing follows, the stream has as many events as were read.
// @breaks no-events-no-append
// @section the-version-that-holds
import {
  ConcurrencyError,
  historyOf,
  type CommandHandlerPorts,
  type CommandOutcome,
  type DomainEvent,
  type StreamCommandHandler,
} from "eventlings";

/** Handles commands: loads a stream, decides, appends what follows, and decides again after a conflict. */
export function createCommandHandler<Command, Event extends DomainEvent, State>({
  store,
  decider,
  ids,
  maxAttempts,
}: CommandHandlerPorts<Command, Event, State>): StreamCommandHandler<Command> {
  async function attempt(streamId: string, command: Command, expected?: number): Promise<CommandOutcome> {
    const slice = await store.read(streamId);
    const { currentVersion } = slice;
    // Before the decision: who decided on another state wants to hear that, and not what we would say now.
    if (expected !== undefined && expected !== currentVersion) throw conflict(streamId, expected, currentVersion);

    const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
    const decided = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
    if (decided.length === 0) return { streamPosition: slice.events.length, globalPosition: undefined };
    return store.append(streamId, decided, currentVersion);
  }

  return async (streamId, command, { expectedVersion } = {}) => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await attempt(streamId, command, expectedVersion);
      } catch (error) {
        // A conflict is certain: nothing was recorded. Only then is it safe to decide once more.
        const isLast = attempts >= maxAttempts || expectedVersion !== undefined;
        if (isLast || !(error instanceof ConcurrencyError)) throw error;
      }
    }
  };
}

const conflict = (streamId: string, expected: number, actual: number): ConcurrencyError =>
  new ConcurrencyError(`${streamId} was expected at version ${String(expected)}, and is at ${String(actual)}.`, {
    expected,
    actual,
  });

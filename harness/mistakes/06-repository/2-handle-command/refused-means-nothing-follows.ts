// @belief A command that is refused leads to no events, and that is all there is to it.
// @breaks refusals-are-final, decides-and-appends, fresh-decision
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
  const decide = (command: Command, state: State): readonly Event[] => {
    try {
      return decider.decide(command, state);
    } catch (error) {
      console.error("refused", error);
      return [];
    }
  };
  return async (streamId, command, { expectedVersion } = {}) => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        const slice = await store.read(streamId);
        const { currentVersion } = slice;
        if (expectedVersion !== undefined && expectedVersion !== currentVersion)
          throw new ConcurrencyError("wrong version", { expected: expectedVersion, actual: currentVersion });
        const state = historyOf<Event>(slice).reduce(decider.evolve, decider.initialState());
        const events = decide(command, state).map((event) => ({ ...event, id: ids.next() }));
        if (events.length === 0) return { streamPosition: currentVersion, globalPosition: undefined };
        return await store.append(streamId, events, currentVersion);
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error;
        if (expectedVersion !== undefined || attempts >= maxAttempts) throw error;
      }
    }
  };
}

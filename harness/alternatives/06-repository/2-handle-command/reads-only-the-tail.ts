// @style Keeps state and version over the attempts, and reads only what is new after a conflict.
import {
  ConcurrencyError,
  historyOf,
  type CommandHandlerPorts,
  type DomainEvent,
  type StreamCommandHandler,
} from "eventlings";

export function createCommandHandler<Command, Event extends DomainEvent, State>(
  ports: CommandHandlerPorts<Command, Event, State>,
): StreamCommandHandler<Command> {
  const { store, decider, ids, maxAttempts } = ports;
  return async (streamId, command, options) => {
    const expected = options?.expectedVersion;
    let state = decider.initialState();
    let version = 0;
    let attemptsLeft = expected === undefined ? maxAttempts : 1;
    for (;;) {
      const tail = await store.read(streamId, { after: version });
      for (const event of historyOf<Event>(tail)) state = decider.evolve(state, event);
      version = tail.currentVersion;
      if (expected !== undefined && version !== expected)
        throw new ConcurrencyError(`not at ${String(expected)}`, { expected, actual: version });
      const events = decider.decide(command, state);
      if (events.length === 0) return { streamPosition: version, globalPosition: undefined };
      attemptsLeft -= 1;
      try {
        return await store.append(
          streamId,
          events.map(({ type, data }) => ({ id: ids.next(), type, data })),
          version === 0 ? "no-stream" : version,
        );
      } catch (error) {
        if (attemptsLeft > 0 && error instanceof ConcurrencyError) continue;
        throw error;
      }
    }
  };
}

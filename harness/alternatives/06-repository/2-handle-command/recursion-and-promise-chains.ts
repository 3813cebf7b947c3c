// @style Promise chains that call themselves; knows a conflict by its code.
import {
  ConcurrencyError,
  historyOf,
  type CommandHandlerPorts,
  type CommandOutcome,
  type DomainEvent,
  type StreamCommandHandler,
} from "eventlings";

const isConflict = (error: unknown): boolean => error instanceof Error && Reflect.get(error, "code") === "CONCURRENCY";

export const createCommandHandler = <Command, Event extends DomainEvent, State>({
  store,
  decider: { initialState, evolve, decide },
  ids,
  maxAttempts,
}: CommandHandlerPorts<Command, Event, State>): StreamCommandHandler<Command> => {
  const once = (streamId: string, command: Command, expected: number | undefined): Promise<CommandOutcome> =>
    store.read(streamId).then((slice): CommandOutcome | Promise<CommandOutcome> => {
      const version = slice.currentVersion;
      if ((expected ?? version) !== version)
        throw new ConcurrencyError("The stream has moved.", { expected, actual: version });
      let state = initialState();
      for (const event of historyOf<Event>(slice)) state = evolve(state, event);
      const events = [...decide(command, state)];
      return events.length === 0
        ? { streamPosition: version, globalPosition: undefined }
        : store.append(
            streamId,
            events.map((event) => Object.assign({ id: ids.next() }, event)),
            version,
          );
    });
  const again = (left: number, attempt: () => Promise<CommandOutcome>): Promise<CommandOutcome> =>
    attempt().catch((error: unknown) => {
      if (left <= 1 || !isConflict(error)) throw error;
      return again(left - 1, attempt);
    });
  return (streamId, command, { expectedVersion } = {}) =>
    again(expectedVersion === undefined ? maxAttempts : 1, () => once(streamId, command, expectedVersion));
};

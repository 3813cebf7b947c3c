import { NotImplemented, type CommandHandlerPorts, type DomainEvent, type StreamCommandHandler } from "eventlings";

/**
 * Handles commands: loads a stream, decides, appends what follows, and decides again where somebody else
 * was faster.
 *
 * `StreamCommandHandler` (open its definition) says what it returns and what it rejects with. Each event
 * gets an id from `ids`, and no two events that are stored share one; whether an attempt that lost
 * leaves its ids to the next one is up to you. A store does not know what kind of events a stream holds;
 * `historyOf<Event>(slice)` says that what was read are the decider's. The decider's functions are pure, and
 * what they return is not yours to change: it may be frozen.
 *
 * This handler does not wait between two attempts: it has no port for that.
 */
export function createCommandHandler<Command, Event extends DomainEvent, State>(
  ports: CommandHandlerPorts<Command, Event, State>,
): StreamCommandHandler<Command> {
  void ports;

  return async (_streamId, _command, _options) => {
    // TODO: every decision is appended to the very state that it was made on, or not at all.
    // TODO: a conflict is no answer to a caller who named no version, as long as there are attempts left.
    // TODO: and nothing else is tried again.
    throw new NotImplemented("handle");
  };
}

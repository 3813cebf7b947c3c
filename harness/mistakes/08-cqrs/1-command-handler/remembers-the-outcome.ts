// @belief The same command gets the same answer, so I keep the answer, whatever it is.
// @breaks failure-is-not-remembered, two-copies-at-once, crash-anywhere, another-was-first
// @section what-is-not-remembered
import {
  orderStream,
  type AppendResult,
  type CommandPorts,
  type NewEvent,
  type OrderCommands,
  type OrderRequest,
} from "eventlings";

/** Handles each command once: the first outcome of a command is its outcome. */
export function createCommandHandler({ store, decider, validate, ids }: CommandPorts): OrderCommands {
  const outcomes = new Map<string, Promise<AppendResult>>();

  const carryOut = async ({ commandId, orderId, command }: OrderRequest): Promise<AppendResult> => {
    const valid = validate(command);
    const stream = orderStream(orderId);
    const { events, currentVersion } = await store.read(stream);
    const done = events.findLast(({ metadata }) => metadata?.causationId === commandId);
    if (done !== undefined) return { streamPosition: done.streamPosition, globalPosition: done.globalPosition };

    const decided = decider.decide(valid, events.reduce(decider.evolve, decider.initialState()));
    const pending = decided.map(({ type, data }): NewEvent => ({
      id: ids.next(),
      type,
      data,
      metadata: { causationId: commandId },
    }));
    return store.append(stream, pending, currentVersion);
  };

  return {
    handle(request) {
      // A copy that comes while the first one is at work waits for the same promise.
      const outcome = outcomes.get(request.commandId) ?? carryOut(request);
      outcomes.set(request.commandId, outcome);
      return outcome;
    },
  };
}

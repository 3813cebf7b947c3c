// @belief One process at a time has the command, and gives it back in the end.
// @breaks crash-anywhere, two-copies-at-once
// @section a-mark-of-its-own
import {
  orderStream,
  type AppendResult,
  type CommandPorts,
  type NewEvent,
  type OrderCommands,
  type OrderRequest,
} from "eventlings";

/** Handles each command once: under a lock, and with its id in the events. */
export function createCommandHandler({ store, decider, validate, ids, keys }: CommandPorts): OrderCommands {
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
    async handle(request) {
      validate(request.command);
      const lock = `lock of ${request.commandId}`;
      if (!(await keys.set(lock, true, { onlyIf: "absent" }))) throw new Error("It is being handled: try again.");
      try {
        return await carryOut(request);
      } finally {
        await keys.delete(lock);
      }
    },
  };
}

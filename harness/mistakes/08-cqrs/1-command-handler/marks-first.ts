// @belief Who takes the key first handles the command; everyone else has nothing to do.
// @breaks crash-anywhere, two-copies-at-once, another-was-first, failure-is-not-remembered, sent-again
// @section a-mark-of-its-own
import { orderStream, type CommandPorts, type NewEvent, type OrderCommands } from "eventlings";

/** Handles each command once: the stream itself remembers which ones it holds the events of. */
export function createCommandHandler({ store, decider, validate, ids, keys }: CommandPorts): OrderCommands {
  return {
    async handle({ commandId, orderId, command }) {
      // First, because what makes no sense is not worth a round trip.
      const valid = validate(command);
      const stream = orderStream(orderId);
      const { events, currentVersion } = await store.read(stream);

      // SET NX: whoever comes second finds it taken.
      if (!(await keys.set(commandId, "handled", { onlyIf: "absent" }))) {
        const globalPosition = events.at(-1)?.globalPosition ?? 0;
        return { streamPosition: currentVersion, globalPosition };
      }

      // A refusal leaves here, and nothing remembers it.
      const decided = decider.decide(valid, events.reduce(decider.evolve, decider.initialState()));
      const pending = decided.map(({ type, data }): NewEvent => ({
        id: ids.next(),
        type,
        data,
        metadata: { causationId: commandId },
      }));
      // What was decided counts for this version. A copy of the command that was faster has moved it, too.
      return store.append(stream, pending, currentVersion);
    },
  };
}

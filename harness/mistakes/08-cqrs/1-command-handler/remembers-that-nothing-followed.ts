// @belief A cache of the answers is safe if it holds only what the store has said.
// @breaks failure-is-not-remembered
// @section what-is-not-remembered
import { orderStream, type AppendResult, type CommandPorts, type NewEvent, type OrderCommands } from "eventlings";

/** Handles each command once: the stream itself remembers which ones it holds the events of. */
export function createCommandHandler({ store, decider, validate, ids, keys }: CommandPorts): OrderCommands {
  return {
    async handle({ commandId, orderId, command }) {
      // First, because what makes no sense is not worth a round trip.
      const valid = validate(command);
      const known = await keys.get(`answer to ${commandId}`);
      if (known !== undefined) return known as AppendResult;
      const stream = orderStream(orderId);
      const { events, currentVersion } = await store.read(stream);

      // The id was stored by the append itself: it is there exactly if the events are.
      const done = events.findLast(({ metadata }) => metadata?.causationId === commandId);
      if (done !== undefined) return { streamPosition: done.streamPosition, globalPosition: done.globalPosition };

      // A refusal leaves here, and nothing remembers it.
      const decided = decider.decide(valid, events.reduce(decider.evolve, decider.initialState()));
      const pending = decided.map(({ type, data }): NewEvent => ({
        id: ids.next(),
        type,
        data,
        metadata: { causationId: commandId },
      }));
      // What was decided counts for this version. A copy of the command that was faster has moved it, too.
      const answer = await store.append(stream, pending, currentVersion);
      await keys.set(`answer to ${commandId}`, answer, { expiresIn: 86_400_000 });
      return answer;
    },
  };
}

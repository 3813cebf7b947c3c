// @belief No order has more than a thousand events, so one page of its stream is all of it.
// @breaks sent-again
// @section the-version-that-holds
import { orderStream, type CommandPorts, type NewEvent, type OrderCommands } from "eventlings";

/** Handles each command once: the stream itself remembers which ones it holds the events of. */
export function createCommandHandler({ store, decider, validate, ids }: CommandPorts): OrderCommands {
  return {
    async handle({ commandId, orderId, command }) {
      // First, because what makes no sense is not worth a round trip.
      const valid = validate(command);
      const stream = orderStream(orderId);
      const { events, currentVersion } = await store.read(stream, { limit: 1_000 });

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
      return store.append(stream, pending, currentVersion);
    },
  };
}

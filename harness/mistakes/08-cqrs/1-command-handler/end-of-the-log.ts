// @belief The read model has to catch up with the store, so the answer is where the store ends.
// @breaks says-where
// @section what-it-returns
import { orderStream, type CommandPorts, type NewEvent, type OrderCommands } from "eventlings";

/** Handles each command once: the stream itself remembers which ones it holds the events of. */
export function createCommandHandler({ store, decider, validate, ids }: CommandPorts): OrderCommands {
  return {
    async handle({ commandId, orderId, command }) {
      // First, because what makes no sense is not worth a round trip.
      const valid = validate(command);
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
      const { streamPosition } = await store.append(stream, pending, currentVersion);
      const log = await store.readAll();
      return { streamPosition, globalPosition: log.at(-1)?.globalPosition ?? 0 };
    },
  };
}

// @belief What this code does not know cannot matter to it, so only the order's own events are looked at.
// @breaks appends-what-follows
// @section the-version-that-holds
import { orderStream, type CommandPorts, type NewEvent, type OrderCommands } from "eventlings";

const KNOWN = ["OrderPlaced", "PaymentReceived", "OrderShipped", "OrderCancelled", "PaymentRefunded"];

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

      const known = events.filter(({ type }) => KNOWN.includes(type));
      // A refusal leaves here, and nothing remembers it.
      const decided = decider.decide(valid, known.reduce(decider.evolve, decider.initialState()));
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

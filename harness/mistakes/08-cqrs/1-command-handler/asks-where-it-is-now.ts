// @belief After the append I read the stream: its last event is mine.
// @breaks says-where
// @section what-it-returns
import { orderStream, type CommandPorts, type NewEvent, type OrderCommands } from "eventlings";
export function createCommandHandler({ store, decider, validate, ids }: CommandPorts): OrderCommands {
  return {
    async handle({ commandId, orderId, command }) {
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
      const appended = await store.append(stream, pending, currentVersion);
      if (pending.length === 0) return appended;
      const now = await store.read(stream);
      return { streamPosition: now.currentVersion, globalPosition: now.events.at(-1)?.globalPosition ?? 0 };
    },
  };
}

// @belief What was refused is a fact too, and belongs into the stream.
// @breaks failure-is-not-remembered, appends-what-follows, sent-again, another-was-first
// @section what-is-not-remembered
import { CommandRefused, orderStream, type CommandPorts, type NewEvent, type OrderCommands } from "eventlings";

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

      const state = events.reduce(decider.evolve, decider.initialState());
      const decided = await Promise.resolve()
        .then(() => decider.decide(valid, state))
        .catch(async (error: unknown) => {
          if (!(error instanceof CommandRefused)) throw error;
          await store.append(
            stream,
            [{ id: ids.next(), type: "CommandWasRefused", data: { code: error.code } }],
            "any",
          );
          throw error;
        });
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

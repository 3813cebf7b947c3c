// @belief A map from command ids to answers is all that a retry needs.
// @breaks sent-again, two-copies-at-once, crash-anywhere, failure-is-not-remembered
// @section once-by-its-id
import { orderStream, type AppendResult, type CommandPorts, type NewEvent, type OrderCommands } from "eventlings";

/** Handles each command once: the stream itself remembers which ones it holds the events of. */
export function createCommandHandler({ store, decider, validate, ids }: CommandPorts): OrderCommands {
  const answers = new Map<string, AppendResult>();

  return {
    async handle({ commandId, orderId, command }) {
      // First, because what makes no sense is not worth a round trip.
      const valid = validate(command);
      const stream = orderStream(orderId);
      const { events, currentVersion } = await store.read(stream);

      const answered = answers.get(commandId);
      if (answered !== undefined) return answered;

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
      answers.set(commandId, answer);
      return answer;
    },
  };
}

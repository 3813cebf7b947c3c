// @style Asks a cache first; only the stream decides, and a cache that is empty or down costs nothing.
import { orderStream, type AppendResult, type CommandPorts, type OrderCommands } from "eventlings";

export function createCommandHandler(ports: CommandPorts): OrderCommands {
  const { store, decider, validate, ids, keys } = ports;
  const remember = async (commandId: string, answer: AppendResult): Promise<AppendResult> => {
    await keys.set(`answer to ${commandId}`, answer, { expiresIn: 86_400_000 }).catch(() => false);
    return answer;
  };
  return {
    async handle(request) {
      const command = validate(request.command);
      const cached = await keys.get(`answer to ${request.commandId}`).catch(() => undefined);
      if (cached !== undefined) return cached as AppendResult;

      const { events, currentVersion } = await store.read(orderStream(request.orderId));
      const own = events.filter(({ metadata }) => metadata?.["commandId"] === request.commandId).at(-1);
      if (own !== undefined) return remember(request.commandId, own);

      const decided = decider.decide(command, events.reduce(decider.evolve, decider.initialState()));
      if (decided.length === 0)
        return { streamPosition: currentVersion, globalPosition: events.at(-1)?.globalPosition ?? 0 };
      const appended = await store.append(
        orderStream(request.orderId),
        decided.map((event) => ({ ...event, id: ids.next(), metadata: { commandId: request.commandId } })),
        currentVersion,
      );
      return remember(request.commandId, appended);
    },
  };
}

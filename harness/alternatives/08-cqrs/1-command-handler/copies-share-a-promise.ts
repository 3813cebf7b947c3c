// @style Copies at work in one process share a promise until it settles; it looks its own events up after every failure.
import { orderStream, type AppendResult, type CommandPorts, type OrderCommands, type OrderRequest } from "eventlings";

export function createCommandHandler({ store, decider, validate, ids }: CommandPorts): OrderCommands {
  const atWork = new Map<string, Promise<AppendResult>>();

  async function recorded({ commandId, orderId }: OrderRequest) {
    const slice = await store.read(orderStream(orderId));
    const event = slice.events.toReversed().find(({ metadata }) => metadata?.causationId === commandId);
    const { streamPosition, globalPosition } = event ?? {};
    if (streamPosition === undefined || globalPosition === undefined) return { slice };
    return { slice, answer: { streamPosition, globalPosition } };
  }

  async function carryOut(request: OrderRequest): Promise<AppendResult> {
    const valid = validate(request.command);
    const { slice, answer } = await recorded(request);
    if (answer !== undefined) return answer;
    const state = slice.events.reduce((before, event) => decider.evolve(before, event), decider.initialState());
    const metadata = { causationId: request.commandId };
    const events = decider.decide(valid, state).map((event) => ({ id: ids.next(), ...event, metadata }));
    try {
      return await store.append(orderStream(request.orderId), events, slice.currentVersion);
    } catch (error) {
      // It may have taken place all the same.
      const { answer: after } = await recorded(request);
      if (after === undefined) throw error;
      return after;
    }
  }

  return {
    async handle(request) {
      const first = atWork.get(request.commandId);
      if (first !== undefined) return first;
      const mine = carryOut(request);
      atWork.set(request.commandId, mine);
      try {
        return await mine;
      } finally {
        atWork.delete(request.commandId);
      }
    },
  };
}

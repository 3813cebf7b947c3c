// @style A class; the event ids are made of the command id, and a conflict is tried again twice.
import { ConcurrencyError, orderStream } from "eventlings";
import type { AppendResult, CommandPorts, OrderCommands, OrderRequest, StreamSlice } from "eventlings";

const idOf = (commandId: string, index: number): string => `${commandId}/${String(index)}`;

class Handler implements OrderCommands {
  readonly #ports: CommandPorts;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  async handle(request: OrderRequest): Promise<AppendResult> {
    const valid = this.#ports.validate(request.command);
    for (let left = 2; ; left -= 1) {
      try {
        return await this.#once({ ...request, command: valid });
      } catch (error) {
        if (left === 0 || !(error instanceof ConcurrencyError)) throw error;
      }
    }
  }

  async #once({ commandId, orderId, command }: OrderRequest): Promise<AppendResult> {
    const { store, decider, validate } = this.#ports;
    const slice = await store.read(orderStream(orderId));
    const earlier = this.#earlier(slice, commandId);
    if (earlier !== undefined) return earlier;
    let state = decider.initialState();
    for (const event of slice.events) state = decider.evolve(state, event);
    const events = decider
      .decide(validate(command), state)
      .map((event, index) => ({ ...event, id: idOf(commandId, index) }));
    return store.append(orderStream(orderId), events, slice.exists ? slice.currentVersion : "no-stream");
  }

  #earlier({ events }: StreamSlice, commandId: string): AppendResult | undefined {
    let found: AppendResult | undefined;
    for (const { id, streamPosition, globalPosition } of events)
      if (id.slice(0, id.lastIndexOf("/")) === commandId) found = { streamPosition, globalPosition };
    return found;
  }
}

export const createCommandHandler = (ports: CommandPorts): OrderCommands => new Handler(ports);

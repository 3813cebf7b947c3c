// @style Classes; each message is noted in an inbox first, and an early failure is answered only when the order comes.
import type {
  FlowEvent,
  FlowHandler,
  HeardTables,
  QueueMessage,
  ReactorPorts,
  StockTables,
  Transaction,
} from "eventlings";

type Say = (type: Exclude<FlowEvent["type"], "OrderPlaced">) => Promise<unknown>;

abstract class Reactor<Tables extends HeardTables | StockTables> {
  protected readonly ports: ReactorPorts<Tables>;

  constructor(ports: ReactorPorts<Tables>) {
    this.ports = ports;
  }

  protected abstract react(event: FlowEvent, tx: Transaction<HeardTables | StockTables>, say: Say): Promise<void>;

  async handle({ messageId, body }: QueueMessage<FlowEvent>): Promise<void> {
    const { database, ids } = this.ports as unknown as ReactorPorts<HeardTables>;
    await database.transaction(async (tx) => {
      if ((await tx.insert("inbox", { messageId }, { ifNew: true })) === undefined) return;
      await this.react(body, tx as unknown as Transaction<HeardTables | StockTables>, (type) =>
        tx.insert("outbox", { id: ids.next(), type, data: { orderId: body.data.orderId } }),
      );
    });
  }
}

class Stock extends Reactor<StockTables> {
  protected async react(event: FlowEvent, any: Transaction<HeardTables | StockTables>, say: Say): Promise<void> {
    const tx = any as unknown as Transaction<StockTables>;
    const { orderId } = event.data;
    const lock = async (status: "open" | "payment-failed") => {
      const created = await tx.insert("orders", { orderId, status }, { ifNew: true });
      if (created !== undefined) return undefined;
      const [order] = await tx.select("orders", { where: { orderId }, forUpdate: true });
      return order;
    };
    if (event.type === "OrderPlaced") {
      const order = await lock("open");
      if (order?.status === "payment-failed") {
        await tx.update("orders", { status: "released" }, { orderId });
        await say("StockReleased");
      } else if (order === undefined) {
        const { sku, quantity } = event.data;
        const [row] = await tx.select("stock", { where: { id: sku }, forUpdate: true });
        if (row === undefined || row.available < quantity) {
          await tx.update("orders", { status: "unavailable" }, { orderId });
          await say("StockUnavailable");
        } else {
          await tx.update("stock", { available: row.available - quantity }, { id: sku });
          await tx.update("orders", { sku, quantity, status: "reserved" }, { orderId });
          await say("StockReserved");
        }
      }
    } else if (event.type === "PaymentFailed") {
      const order = await lock("payment-failed");
      if (order?.status !== "reserved") return;
      await tx.update("stock", { available: { increment: order.quantity } }, { id: order.sku });
      await tx.update("orders", { status: "released" }, { orderId });
      await say("StockReleased");
    }
  }
}

abstract class Join extends Reactor<HeardTables> {
  protected abstract conclude(
    heard: readonly string[],
  ): "OrderShipped" | "OrderCompleted" | "OrderCancelled" | undefined;

  protected async react(event: FlowEvent, any: Transaction<HeardTables | StockTables>, say: Say): Promise<void> {
    const tx = any as unknown as Transaction<HeardTables>;
    const { orderId } = event.data;
    await tx.insert("orders", { orderId, heard: [] }, { ifNew: true });
    const [row] = await tx.select("orders", { where: { orderId }, forUpdate: true });
    const heard = row?.heard ?? [];
    if (heard.includes(event.type)) return;
    const now = [...heard, event.type];
    await tx.update("orders", { heard: now }, { orderId });
    const said = this.conclude(now);
    if (said !== undefined && this.conclude(heard) === undefined) await say(said);
  }
}

class Shipping extends Join {
  protected conclude(heard: readonly string[]) {
    return heard.includes("PaymentReceived") && heard.includes("StockReserved") ? ("OrderShipped" as const) : undefined;
  }
}

class Orders extends Join {
  protected conclude(heard: readonly string[]) {
    const one = (...types: string[]): boolean => types.some((type) => heard.includes(type));
    if (one("OrderShipped")) return "OrderCompleted" as const;
    if (!one("PaymentFailed", "PaymentRefunded")) return undefined;
    return one("StockUnavailable", "StockReleased") ? ("OrderCancelled" as const) : undefined;
  }
}

export const createStock = (ports: ReactorPorts<StockTables>): FlowHandler => {
  const stock = new Stock(ports);
  return (message) => stock.handle(message);
};
export const createShipping = (ports: ReactorPorts<HeardTables>): FlowHandler => {
  const shipping = new Shipping(ports);
  return (message) => shipping.handle(message);
};
export const createOrders = (ports: ReactorPorts<HeardTables>): FlowHandler => {
  const orders = new Orders(ports);
  return (message) => orders.handle(message);
};

// @style A version column instead of a lock: whoever comes second changes no row, rolls back and tries again.
import { CommandRefused, ConcurrencyError } from "eventlings";
import type {
  OrderMessage,
  OrderService,
  OrderServicePorts,
  OrderServiceTables,
  ShopLine,
  ShopOrder,
  Transaction,
} from "eventlings";

class Orders implements OrderService {
  readonly #ports: OrderServicePorts;

  constructor(ports: OrderServicePorts) {
    this.#ports = ports;
  }

  async placeOrder(order: ShopOrder): Promise<void> {
    const { database, clock, ids } = this.#ports;
    const { lines, ...head } = order;
    const placedAt = clock.now().toISOString();
    const sums = this.#sumUp(lines);
    await database.transaction(async (tx) => {
      const inserted = await tx.insert("orders", { ...head, placedAt, version: 1 }, { ifNew: true });
      if (!inserted) return;
      await Promise.all(lines.map((line) => tx.insert("lines", { ...line, orderId: head.orderId })));
      await tx.insert("orderList", { orderId: head.orderId, customerId: head.customerId, placedAt, ...sums });
      await this.#tell(tx, {
        id: ids.next(),
        type: "shop.OrderPlaced",
        schemaVersion: 1,
        occurredAt: placedAt,
        data: {
          orderId: head.orderId,
          customerId: head.customerId,
          lines: lines.map(({ unitCost: _unitCost, ...line }) => line),
          total: sums.total,
        },
      });
    });
  }

  async addLine(orderId: string, line: ShopLine): Promise<void> {
    for (let left = 2; ; left -= 1) {
      try {
        return await this.#addOnce(orderId, line);
      } catch (error) {
        if (left === 0 || !(error instanceof ConcurrencyError)) throw error;
      }
    }
  }

  #addOnce(orderId: string, line: ShopLine): Promise<void> {
    const { database, clock, ids } = this.#ports;
    return database.transaction(async (tx) => {
      const [order] = await tx.select("orders", { where: { orderId } });
      if (!order) throw new CommandRefused("NO_SUCH_ORDER", "There is no such order.");
      const lines = await tx.select("lines", { where: { orderId } });
      if (lines.some(({ lineId }) => lineId === line.lineId)) return;
      const sums = this.#sumUp([...lines, line]);
      const changed = await tx.update("orders", { version: order.version + 1 }, { orderId, version: order.version });
      if (changed === 0) throw new ConcurrencyError("The order has changed meanwhile.");
      await tx.insert("lines", { ...line, orderId });
      await tx.update("orderList", sums, { orderId });
      const { unitCost: _unitCost, ...publicLine } = line;
      await this.#tell(tx, {
        id: ids.next(),
        type: "shop.LineAdded",
        schemaVersion: 1,
        occurredAt: clock.now().toISOString(),
        data: { orderId, line: publicLine, total: sums.total },
      });
    });
  }

  ordersOf(customerId: string) {
    return this.#ports.database.select("orderList", { where: { customerId }, orderBy: ["-placedAt", "orderId"] });
  }

  #sumUp(lines: readonly ShopLine[]) {
    let pieces = 0;
    let total = 0;
    for (const { quantity, unitPrice } of lines) {
      pieces += quantity;
      total += quantity * unitPrice;
    }
    if (pieces > this.#ports.maxPieces) throw new CommandRefused("PARCEL_FULL", "It does not fit.");
    return { pieces, total };
  }

  async #tell(tx: Transaction<OrderServiceTables>, message: OrderMessage): Promise<void> {
    await tx.insert("outbox", { id: message.id, key: message.data.orderId, message, publishedAt: null });
  }
}

export const createOrderService = (ports: OrderServicePorts): OrderService => new Orders(ports);

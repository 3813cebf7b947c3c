// @belief A list is asked for more often than it changes, so it is kept until this server changes it.
// @breaks list-is-right
// @section a-read-model-in-the-same-transaction
import {
  CommandRefused,
  type LineRow,
  type OrderListRow,
  type OrderMessage,
  type OrderService,
  type OrderServicePorts,
  type OrderServiceTables,
  type PublicLine,
  type ShopLine,
  type Transaction,
} from "eventlings";

type Tx = Transaction<OrderServiceTables>;

/** Orders as rows: one transaction changes what decides, what is shown, and what is told. */
export function createOrderService({ database, clock, ids, maxPieces }: OrderServicePorts): OrderService {
  const sumUp = (lines: readonly ShopLine[]): Pick<OrderListRow, "pieces" | "total"> => {
    const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    if (pieces > maxPieces) throw new CommandRefused("PARCEL_FULL", `No parcel holds ${String(pieces)} pieces.`);
    return { pieces, total: lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0) };
  };

  const envelope = () => ({ id: ids.next(), schemaVersion: 1 as const, occurredAt: clock.now().toISOString() });

  const tell = (tx: Tx, message: OrderMessage) =>
    tx.insert("outbox", { id: message.id, key: message.data.orderId, message, publishedAt: null });

  const lists = new Map<string, readonly OrderListRow[]>();

  return {
    async placeOrder({ orderId, customerId, email, lines }) {
      lists.clear();
      const { pieces, total } = sumUp(lines);
      const placedAt = clock.now().toISOString();
      await database.transaction(async (tx) => {
        const isNew = await tx.insert("orders", { orderId, customerId, email, placedAt, version: 1 }, { ifNew: true });
        if (isNew === undefined) return;
        for (const line of lines) await tx.insert("lines", toRow(orderId, line));
        await tx.insert("orderList", { orderId, customerId, placedAt, pieces, total });
        const data = { orderId, customerId, lines: lines.map(toPublic), total };
        await tell(tx, { ...envelope(), type: "shop.OrderPlaced", data });
      });
    },

    async addLine(orderId, line) {
      lists.clear();
      await database.transaction(async (tx) => {
        // Whoever changes an order holds its row: what is read from here on stays as it is.
        const [order] = await tx.select("orders", { where: { orderId }, forUpdate: true });
        if (order === undefined) throw new CommandRefused("NO_SUCH_ORDER", `There is no order ${orderId}.`);
        const isNew = await tx.insert("lines", toRow(orderId, line), { ifNew: true });
        if (isNew === undefined) return;
        const sums = sumUp(await tx.select("lines", { where: { orderId } }));
        await tx.update("orderList", sums, { orderId });
        const data = { orderId, line: toPublic(line), total: sums.total };
        await tell(tx, { ...envelope(), type: "shop.LineAdded", data });
      });
    },

    async ordersOf(customerId) {
      const list =
        lists.get(customerId) ??
        (await database.select("orderList", { where: { customerId }, orderBy: ["-placedAt", "orderId"] }));
      lists.set(customerId, list);
      return list;
    },
  };
}

const toRow = (orderId: string, { lineId, sku, quantity, unitPrice, unitCost }: ShopLine): LineRow => ({
  lineId,
  orderId,
  sku,
  quantity,
  unitPrice,
  unitCost,
});

/** Every field is named: what is added to lines tomorrow stays inside. */
const toPublic = ({ lineId, sku, quantity, unitPrice }: ShopLine): PublicLine => ({ lineId, sku, quantity, unitPrice });

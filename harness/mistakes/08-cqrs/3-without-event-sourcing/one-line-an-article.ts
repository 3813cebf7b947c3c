// @belief An article that is in the order already was sent again.
// @breaks list-is-right
// @section two-commands-at-once
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

  return {
    async placeOrder({ orderId, customerId, email, lines }) {
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
      await database.transaction(async (tx) => {
        // Whoever changes an order holds its row: what is read from here on stays as it is.
        const [order] = await tx.select("orders", { where: { orderId }, forUpdate: true });
        if (order === undefined) throw new CommandRefused("NO_SUCH_ORDER", `There is no order ${orderId}.`);
        const known = await tx.select("lines", { where: { orderId, sku: line.sku } });
        if (known.length > 0) return;
        await tx.insert("lines", toRow(orderId, line));
        const sums = sumUp(await tx.select("lines", { where: { orderId } }));
        await tx.update("orderList", sums, { orderId });
        const data = { orderId, line: toPublic(line), total: sums.total };
        await tell(tx, { ...envelope(), type: "shop.LineAdded", data });
      });
    },

    ordersOf: (customerId) =>
      database.select("orderList", { where: { customerId }, orderBy: ["-placedAt", "orderId"] }),
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

// @style A class that loads all rows of a batch in one statement, and folds with a table of functions.
import {
  EventGap,
  orderIdOf,
  type NewOrderEvent,
  type OrderViewRow,
  type Projection,
  type RecordedEvent,
} from "eventlings";

type Changes = Partial<OrderViewRow>;
type Told = RecordedEvent<NewOrderEvent>;

const CHANGES: { readonly [T in Told["type"]]?: (event: Extract<Told, { type: T }>) => Changes } = {
  PaymentReceived: ({ data }) => ({ status: "paid", paidAt: data.paidAt }),
  OrderShipped: ({ data }) => ({
    status: "shipped",
    shippedAt: data.shippedAt,
    trackingNumber: data.trackingNumber,
  }),
  OrderCancelled: () => ({ status: "cancelled" }),
};

class OrderView implements Projection<{ orders: OrderViewRow }> {
  readonly name = "order-view";

  async apply(
    events: readonly RecordedEvent[],
    transaction: Parameters<Projection<{ orders: OrderViewRow }>["apply"]>[1],
  ): Promise<void> {
    const ids = new Set(events.flatMap(({ streamId }) => orderIdOf(streamId) ?? []));
    if (ids.size === 0) return;
    const stored = await transaction.select("orders", { where: { orderId: { in: [...ids] } } });
    const before = new Map(stored.map((row) => [row.orderId, row]));
    const after = new Map(before);
    for (const event of events) {
      const orderId = orderIdOf(event.streamId);
      if (orderId === undefined) continue;
      const row = this.#fold(orderId, after.get(orderId), event as Told);
      if (row !== undefined) after.set(orderId, row);
    }
    await Promise.all(
      [...after].map(([orderId, row]) =>
        before.has(orderId) ? transaction.update("orders", row, { orderId }) : transaction.insert("orders", row),
      ),
    );
  }

  #fold(orderId: string, row: OrderViewRow | undefined, event: Told): OrderViewRow | undefined {
    const expected = (row?.version ?? 0) + 1;
    if (event.streamPosition < expected) return row;
    if (event.streamPosition > expected) throw new EventGap(event.streamId, expected, event.streamPosition);
    if (event.type === "OrderPlaced") return this.#placed(orderId, event);
    if (row === undefined) throw new EventGap(event.streamId, expected, event.streamPosition);
    const change = CHANGES[event.type] as ((event: Told) => Changes) | undefined;
    return { ...row, ...change?.(event), version: event.streamPosition };
  }

  #placed(orderId: string, { data, streamPosition }: Extract<Told, { type: "OrderPlaced" }>): OrderViewRow {
    let pieces = 0;
    for (const line of data.lines) pieces += line.quantity;
    return {
      orderId,
      customerId: data.customerId,
      status: "placed",
      total: data.total,
      pieces,
      placedAt: data.placedAt,
      paidAt: null,
      shippedAt: null,
      trackingNumber: null,
      version: streamPosition,
    };
  }
}

export const createOrderView = (): Projection<{ orders: OrderViewRow }> => new OrderView();

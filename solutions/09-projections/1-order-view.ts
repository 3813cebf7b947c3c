import {
  EventGap,
  orderIdOf,
  type NewOrderEvent,
  type OrderViewRow,
  type Projection,
  type RecordedEvent,
} from "eventlings";

type RecordedOrderEvent = RecordedEvent<NewOrderEvent>;

/** Keeps a row for each order: what a customer's list of orders shows. */
export function createOrderView(): Projection<{ orders: OrderViewRow }> {
  return {
    name: "order-view",

    async apply(events, transaction) {
      for (const [orderId, [first, ...others]] of byOrder(events)) {
        const [before] = await transaction.select("orders", { where: { orderId } });
        const row = others.reduce(next, next(before, first));
        if (row === before) continue;
        if (before === undefined) await transaction.insert("orders", row);
        else await transaction.update("orders", row, { orderId });
      }
    },
  };
}

type Batch = [RecordedOrderEvent, ...RecordedOrderEvent[]];

function byOrder(events: readonly RecordedEvent[]): Map<string, Batch> {
  const batches = new Map<string, Batch>();
  for (const event of events) {
    const orderId = orderIdOf(event.streamId);
    if (orderId === undefined) continue;
    const batch = batches.get(orderId);
    if (batch === undefined) batches.set(orderId, [event as RecordedOrderEvent]);
    else batch.push(event as RecordedOrderEvent);
  }
  return batches;
}

/** The row with this event in it; the row as it was, if it is in it already. */
function next(row: OrderViewRow | undefined, event: RecordedOrderEvent): OrderViewRow {
  const { streamId, streamPosition } = event;
  if (row === undefined) {
    if (event.type !== "OrderPlaced") throw new EventGap(streamId, 1, streamPosition);
    const { orderId, customerId, lines, total, placedAt } = event.data;
    const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const later = { paidAt: null, shippedAt: null, trackingNumber: null };
    return { orderId, customerId, status: "placed", total, pieces, placedAt, ...later, version: streamPosition };
  }
  if (streamPosition <= row.version) return row;
  if (streamPosition > row.version + 1) throw new EventGap(streamId, row.version + 1, streamPosition);
  return { ...row, ...changes(event), version: streamPosition };
}

function changes(event: RecordedOrderEvent): Partial<OrderViewRow> {
  switch (event.type) {
    case "PaymentReceived":
      return { status: "paid", paidAt: event.data.paidAt };
    case "OrderShipped":
      return { status: "shipped", shippedAt: event.data.shippedAt, trackingNumber: event.data.trackingNumber };
    case "OrderCancelled":
      return { status: "cancelled" };
    default:
      return {};
  }
}

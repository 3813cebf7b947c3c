// @belief What this process wrote last is never older than what it reads.
// @breaks only-the-table
// @section what-an-event-has-to-say
import {
  EventGap,
  orderIdOf,
  type NewOrderEvent,
  type OrderViewRow,
  type Projection,
  type RecordedEvent,
} from "eventlings";

type RecordedOrderEvent = RecordedEvent<NewOrderEvent>;

export function createOrderView(): Projection<{ orders: OrderViewRow }> {
  const written = new Map<string, OrderViewRow>();
  return {
    name: "order-view",

    async apply(events, transaction) {
      for (const [orderId, batch] of byOrder(events)) {
        const [before] = await transaction.select("orders", { where: { orderId } });
        let row = written.get(orderId) ?? before;
        for (const event of batch) row = next(row, event);
        if (row === undefined || row === before) continue;
        written.set(orderId, row);
        if (before === undefined) await transaction.insert("orders", row);
        else await transaction.update("orders", row, { orderId });
      }
    },
  };
}

function byOrder(events: readonly RecordedEvent[]): Map<string, RecordedOrderEvent[]> {
  const batches = new Map<string, RecordedOrderEvent[]>();
  for (const event of events) {
    const orderId = orderIdOf(event.streamId);
    if (orderId === undefined) continue;
    batches.set(orderId, [...(batches.get(orderId) ?? []), event as RecordedOrderEvent]);
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

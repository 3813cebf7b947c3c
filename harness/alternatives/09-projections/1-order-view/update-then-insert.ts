// @style Drops what is old, asks whether the rest is without a gap, then updates, and inserts where no row was changed.
import {
  EventGap,
  orderIdOf,
  type NewOrderEvent,
  type OrderViewRow,
  type Projection,
  type RecordedEvent,
} from "eventlings";

type Told = RecordedEvent<NewOrderEvent>;

const changesOf = (event: Told): Partial<OrderViewRow> => {
  if (event.type === "OrderPlaced")
    return {
      customerId: event.data.customerId,
      status: "placed",
      total: event.data.total,
      pieces: event.data.lines.map(({ quantity }) => quantity).reduce((one, other) => one + other, 0),
      placedAt: event.data.placedAt,
    };
  if (event.type === "PaymentReceived") return { status: "paid", paidAt: event.data.paidAt };
  if (event.type === "OrderCancelled") return { status: "cancelled" };
  if (event.type !== "OrderShipped") return {};
  const { shippedAt, trackingNumber } = event.data;
  return { status: "shipped", shippedAt, trackingNumber };
};

export function createOrderView(): Projection<{ orders: OrderViewRow }> {
  return {
    name: "order-view",
    async apply(events, tx) {
      for (const streamId of new Set(events.map((event) => event.streamId))) {
        const orderId = orderIdOf(streamId);
        if (orderId === undefined) continue;
        const version = (await tx.select("orders", { where: { orderId } }))[0]?.version ?? 0;
        const fresh = events
          .filter((event) => event.streamId === streamId && event.streamPosition > version)
          .toSorted((left, right) => left.streamPosition - right.streamPosition)
          // Twice in one batch: once is enough.
          .filter((event, index, all) => event.streamPosition !== all[index - 1]?.streamPosition);
        const gap = fresh.findIndex((event, index) => event.streamPosition !== version + index + 1);
        const behind = fresh[gap];
        if (behind !== undefined) throw new EventGap(streamId, version + gap + 1, behind.streamPosition);
        if (fresh.length === 0) continue;
        const row = {
          ...Object.assign({}, ...fresh.map((event) => changesOf(event as Told))),
          version: version + fresh.length,
        };
        // Columns that were never set are null.
        if ((await tx.update("orders", row, { orderId })) === 0) await tx.insert("orders", { orderId, ...row });
      }
    },
  };
}

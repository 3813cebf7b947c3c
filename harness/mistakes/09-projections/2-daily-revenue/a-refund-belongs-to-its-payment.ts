// @belief A refund belongs to the day of its payment: that is the revenue which is not there.
// @breaks refund-on-its-own-day
import type { DailyRevenueRow, NewOrderEvent, Projection, RecordedEvent } from "eventlings";

/** Money that came or went, and when. */
interface Movement {
  readonly at: string;
  readonly payments: number;
  readonly received: number;
  readonly refunded: number;
}

export function createDailyRevenue({ zone }: { readonly zone: string }): Projection<{ revenue: DailyRevenueRow }> {
  const dayOf = calendarOf(zone);
  return {
    name: "daily-revenue",

    async apply(events, transaction) {
      for (const event of events) {
        const movement = movementOf(
          event as RecordedEvent<NewOrderEvent>,
          events as readonly RecordedEvent<NewOrderEvent>[],
        );
        if (movement === undefined) continue;
        const day = dayOf(movement.at);
        const position = event.globalPosition;
        const { payments, received, refunded } = movement;
        const [row] = await transaction.select("revenue", { where: { day } });
        if (row === undefined) {
          await transaction.insert("revenue", { day, payments, received, refunded, position });
        } else if (row.position < position) {
          const changes = {
            payments: row.payments + payments,
            received: row.received + received,
            refunded: row.refunded + refunded,
            position,
          };
          await transaction.update("revenue", changes, { day });
        }
      }
    },
  };
}

function movementOf(
  event: RecordedEvent<NewOrderEvent>,
  batch: readonly RecordedEvent<NewOrderEvent>[],
): Movement | undefined {
  if (event.type === "PaymentReceived")
    return { at: event.data.paidAt, payments: 1, received: event.data.amount, refunded: 0 };
  if (event.type === "PaymentRefunded") {
    const payment = batch.find(({ type, streamId }) => type === "PaymentReceived" && streamId === event.streamId);
    const at = payment?.type === "PaymentReceived" ? payment.data.paidAt : event.data.refundedAt;
    return { at, payments: 0, received: 0, refunded: event.data.amount };
  }
  return undefined;
}

/** Tells the day of a moment, as a calendar in this zone shows it. */
function calendarOf(timeZone: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return (iso) => {
    const parts = new Map(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
    return ["year", "month", "day"].map((part) => parts.get(part as "year")).join("-");
  };
}

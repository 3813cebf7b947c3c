// @belief If a day's row is beyond the first event of the batch, the batch is in it.
// @breaks again-is-nothing
// @section a-position-in-each-row
import type { DailyRevenueRow, NewOrderEvent, Projection, RecordedEvent } from "eventlings";

export function createDailyRevenue({ zone }: { readonly zone: string }): Projection<{ revenue: DailyRevenueRow }> {
  const dayOf = calendarOf(zone);
  return {
    name: "daily-revenue",

    async apply(events, transaction) {
      const days = new Map<string, DailyRevenueRow>();
      const first = events[0]?.globalPosition ?? 0;
      for (const recorded of events) {
        const event = recorded as RecordedEvent<NewOrderEvent>;
        const position = event.globalPosition;
        if (event.type !== "PaymentReceived" && event.type !== "PaymentRefunded") continue;
        const day = dayOf(event.type === "PaymentReceived" ? event.data.paidAt : event.data.refundedAt);
        const row = days.get(day) ?? { day, payments: 0, received: 0, refunded: 0 };
        days.set(
          day,
          event.type === "PaymentReceived"
            ? { ...row, payments: row.payments + 1, received: row.received + event.data.amount, position }
            : { ...row, refunded: row.refunded + event.data.amount, position },
        );
      }
      for (const [day, { payments, received, refunded, position }] of days) {
        const [row] = await transaction.select("revenue", { where: { day } });
        if (row === undefined) {
          await transaction.insert("revenue", { day, payments, received, refunded, position });
        } else if (row.position < first) {
          const changes = {
            payments: { increment: payments },
            received: { increment: received },
            refunded: { increment: refunded },
            position,
          };
          await transaction.update("revenue", changes, { day });
        }
      }
    },
  };
}

/** Tells the day of a moment, as a calendar in this zone shows it. */
function calendarOf(timeZone: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return (iso) => {
    const parts = new Map(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
    return ["year", "month", "day"].map((part) => parts.get(part as "year")).join("-");
  };
}

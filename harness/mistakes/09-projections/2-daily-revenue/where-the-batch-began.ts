// @belief The row is read once for a batch, and every event that is beyond its position counts.
// @breaks again-is-nothing
// @section a-position-in-each-row
import type { DailyRevenueRow, NewOrderEvent, Projection, RecordedEvent } from "eventlings";

export function createDailyRevenue({ zone }: { readonly zone: string }): Projection<{ revenue: DailyRevenueRow }> {
  const dayOf = calendarOf(zone);
  return {
    name: "daily-revenue",

    async apply(events, transaction) {
      const before = new Map((await transaction.select("revenue")).map((row) => [row.day, row]));
      const after = new Map<string, DailyRevenueRow>();
      for (const recorded of events) {
        const event = recorded as RecordedEvent<NewOrderEvent>;
        const position = event.globalPosition;
        if (event.type !== "PaymentReceived" && event.type !== "PaymentRefunded") continue;
        const day = dayOf(event.type === "PaymentReceived" ? event.data.paidAt : event.data.refundedAt);
        if ((before.get(day)?.position ?? 0) >= position) continue;
        const none = { day, payments: 0, received: 0, refunded: 0 };
        const row = after.get(day) ?? before.get(day) ?? none;
        after.set(
          day,
          event.type === "PaymentReceived"
            ? { ...row, payments: row.payments + 1, received: row.received + event.data.amount, position }
            : { ...row, refunded: row.refunded + event.data.amount, position },
        );
      }
      for (const [day, row] of after) {
        if (before.has(day)) await transaction.update("revenue", row, { day });
        else await transaction.insert("revenue", row);
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

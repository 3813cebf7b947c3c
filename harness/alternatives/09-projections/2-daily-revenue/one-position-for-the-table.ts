// @style Asks the whole table for its highest position, once a batch, and finds the midnights of the zone by trying.
import type { DailyRevenueRow, NewOrderEvent, Projection, RecordedEvent } from "eventlings";

const two = (value: number): string => String(value).padStart(2, "0");

/** What the calendar and the clock on the wall show, as if that were UTC. */
function wall(zone: string, iso: string): Date {
  const [date = "", time = ""] = new Date(iso)
    .toLocaleString("en-US", { timeZone: zone, hourCycle: "h23" })
    .split(", ");
  const [month = 0, day = 0, year = 0] = date.split("/").map(Number);
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute));
}

export function createDailyRevenue({ zone }: { readonly zone: string }): Projection<{ revenue: DailyRevenueRow }> {
  return {
    name: "daily-revenue",
    async apply(events, transaction) {
      const [latest] = await transaction.select("revenue", { orderBy: ["-position"], limit: 1 });
      let done = latest?.position ?? 0;
      for (const recorded of events) {
        const event = recorded as RecordedEvent<NewOrderEvent>;
        if (event.globalPosition <= done) continue;
        if (event.type !== "PaymentReceived" && event.type !== "PaymentRefunded") continue;
        done = event.globalPosition;
        const shown = wall(zone, event.type === "PaymentReceived" ? event.data.paidAt : event.data.refundedAt);
        const day = [shown.getUTCFullYear(), two(shown.getUTCMonth() + 1), two(shown.getUTCDate())].join("-");
        const [row = { day, payments: 0, received: 0, refunded: 0, position: 0 }] = await transaction.select(
          "revenue",
          {
            where: { day },
          },
        );
        const next =
          event.type === "PaymentReceived"
            ? { ...row, payments: row.payments + 1, received: row.received + event.data.amount, position: done }
            : { ...row, refunded: row.refunded + event.data.amount, position: done };
        await transaction.delete("revenue", { day });
        await transaction.insert("revenue", next);
      }
    },
  };
}

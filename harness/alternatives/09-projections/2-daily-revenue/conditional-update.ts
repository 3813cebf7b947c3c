// @style Statements only: an insert if the day is new, else an update where the position is still lower.
import type { DailyRevenueRow, OrderEvent, Projection } from "eventlings";

export function createDailyRevenue(ports: { readonly zone: string }): Projection<{ revenue: DailyRevenueRow }> {
  const day = (iso: string): string =>
    new Intl.DateTimeFormat("en-CA", { timeZone: ports.zone, year: "numeric", month: "2-digit", day: "2-digit" })
      .formatToParts(new Date(iso))
      .filter(({ type }) => type !== "literal")
      .map(({ value }) => value)
      .join("-");
  return {
    name: "daily-revenue",
    async apply(events, tx) {
      for (const { type, data, globalPosition: position } of events) {
        const event = { type, data } as OrderEvent;
        let row: DailyRevenueRow;
        if (event.type === "PaymentReceived")
          row = { day: day(event.data.paidAt), payments: 1, received: event.data.amount, refunded: 0, position };
        else if (event.type === "PaymentRefunded")
          row = { day: day(event.data.refundedAt), payments: 0, received: 0, refunded: event.data.amount, position };
        else continue;
        if ((await tx.insert("revenue", row, { ifNew: true })) !== undefined) continue;
        await tx.update(
          "revenue",
          {
            payments: { increment: row.payments },
            received: { increment: row.received },
            refunded: { increment: row.refunded },
            position,
          },
          { day: row.day, position: { lt: position } },
        );
      }
    },
  };
}

// @belief What this process wrote last is never older than what it reads.
// @breaks only-the-table
// @section a-position-in-each-row
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
  const written = new Map<string, DailyRevenueRow>();
  return {
    name: "daily-revenue",

    async apply(events, transaction) {
      for (const event of events) {
        const movement = movementOf(event as RecordedEvent<NewOrderEvent>);
        if (movement === undefined) continue;
        const day = dayOf(movement.at);
        const position = event.globalPosition;
        const { payments, received, refunded } = movement;
        const [before] = await transaction.select("revenue", { where: { day } });
        const row = before === undefined ? undefined : (written.get(day) ?? before);
        if (row === undefined) {
          await transaction.insert("revenue", { day, payments, received, refunded, position });
          written.set(day, { day, payments, received, refunded, position });
        } else if (row.position < position) {
          const changes = {
            payments: row.payments + payments,
            received: row.received + received,
            refunded: row.refunded + refunded,
            position,
          };
          await transaction.update("revenue", changes, { day });
          written.set(day, { day, ...changes });
        }
      }
    },
  };
}

function movementOf(event: RecordedEvent<NewOrderEvent>): Movement | undefined {
  if (event.type === "PaymentReceived")
    return { at: event.data.paidAt, payments: 1, received: event.data.amount, refunded: 0 };
  if (event.type === "PaymentRefunded")
    return { at: event.data.refundedAt, payments: 0, received: 0, refunded: event.data.amount };
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

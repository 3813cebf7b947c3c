// @belief What toLocaleString prints for a zone can be parsed, and that is a date in this zone.
// @breaks day-in-the-zone
// @section a-day-is-a-day-somewhere
import type { DailyRevenueRow, NewOrderEvent, Projection, RecordedEvent } from "eventlings";

/** Money that came or went, and when. */
interface Movement {
  readonly at: string;
  readonly payments: number;
  readonly received: number;
  readonly refunded: number;
}

export function createDailyRevenue({ zone }: { readonly zone: string }): Projection<{ revenue: DailyRevenueRow }> {
  const dayOf = (iso: string): string => dayIn(zone, iso);
  return {
    name: "daily-revenue",

    async apply(events, transaction) {
      for (const event of events) {
        const movement = movementOf(event as RecordedEvent<NewOrderEvent>);
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

function movementOf(event: RecordedEvent<NewOrderEvent>): Movement | undefined {
  if (event.type === "PaymentReceived")
    return { at: event.data.paidAt, payments: 1, received: event.data.amount, refunded: 0 };
  if (event.type === "PaymentRefunded")
    return { at: event.data.refundedAt, payments: 0, received: 0, refunded: event.data.amount };
  return undefined;
}

function dayIn(timeZone: string, iso: string): string {
  const there = new Date(new Date(iso).toLocaleString("en-US", { timeZone }));
  return there.toISOString().slice(0, 10);
}

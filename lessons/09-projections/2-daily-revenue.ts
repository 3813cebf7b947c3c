import { NotImplemented, type DailyRevenueRow, type Projection } from "eventlings";

/**
 * Keeps a row for each day: what it brought in, and what was given back. It is called "daily-revenue".
 *
 * `DailyRevenueRow` says what a row holds. It is made of two types of events, `PaymentReceived` and
 * `PaymentRefunded`, which only orders' streams hold; all others are passed over. Times are ISO 8601 with an offset, not always in UTC.
 *
 * What is promised:
 * - An event counts on the day on which it happened (`paidAt`, `refundedAt`), as a calendar on a wall in
 *   `zone` would have shown it, summer time included. A refund counts on its own day, and takes nothing
 *   from the day of the payment.
 * - Sums are exact: minor units, as in the events.
 * - A day on which nothing was paid or refunded has no row.
 * - `apply` gets the log in its order, cut into batches. Events may come again: alone, behind later ones,
 *   or twice in one batch. They are not counted again. All that is known of what was before is in the table.
 *
 * @param ports.zone name of the time zone of the books: "Europe/London". `Intl.DateTimeFormat` knows them all.
 */
export function createDailyRevenue(ports: { readonly zone: string }): Projection<{ revenue: DailyRevenueRow }> {
  void ports;

  return {
    name: "daily-revenue",

    async apply(_events, _transaction) {
      // TODO: which day is it, in this zone, when this happens?
      // TODO: which events are in a day's row already, and how does the row tell?
      throw new NotImplemented("apply");
    },
  };
}

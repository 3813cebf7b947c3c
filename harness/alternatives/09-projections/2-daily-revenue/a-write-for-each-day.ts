// @style A class that adds a batch up in memory, day by day, and writes each day once.
import type { DailyRevenueRow, NewOrderEvent, Projection, RecordedEvent, Transaction } from "eventlings";

type Told = RecordedEvent<NewOrderEvent>;

class DailyRevenue implements Projection<{ revenue: DailyRevenueRow }> {
  readonly name = "daily-revenue";
  readonly #format: Intl.DateTimeFormat;

  constructor(zone: string) {
    // Swedes write their dates as ISO 8601 does.
    this.#format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
  }

  async apply(events: readonly RecordedEvent[], transaction: Transaction<{ revenue: DailyRevenueRow }>): Promise<void> {
    const money = events.flatMap((event) => this.#movement(event as Told) ?? []);
    const days = [...new Set(money.map(({ day }) => day))];
    const stored = await transaction.select("revenue", { where: { day: { in: days } } });
    for (const day of days) {
      const before = stored.find((row) => row.day === day);
      const after = money
        .filter((movement) => movement.day === day)
        .reduce((row, movement) => this.#add(row, movement), before ?? this.#none(day));
      if (before === undefined) await transaction.insert("revenue", after);
      else if (after !== before) await transaction.update("revenue", after, { day });
    }
  }

  #none(day: string): DailyRevenueRow {
    return { day, payments: 0, received: 0, refunded: 0, position: 0 };
  }

  #add(row: DailyRevenueRow, { day, payments, received, refunded, position }: DailyRevenueRow): DailyRevenueRow {
    if (position <= row.position) return row;
    return {
      day,
      payments: row.payments + payments,
      received: row.received + received,
      refunded: row.refunded + refunded,
      position,
    };
  }

  #movement(event: Told): DailyRevenueRow | undefined {
    const position = event.globalPosition;
    switch (event.type) {
      case "PaymentReceived":
        return { ...this.#none(this.#day(event.data.paidAt)), payments: 1, received: event.data.amount, position };
      case "PaymentRefunded":
        return { ...this.#none(this.#day(event.data.refundedAt)), refunded: event.data.amount, position };
      default:
        return undefined;
    }
  }

  #day(iso: string): string {
    return this.#format.format(new Date(iso));
  }
}

export const createDailyRevenue = ({ zone }: { readonly zone: string }): Projection<{ revenue: DailyRevenueRow }> =>
  new DailyRevenue(zone);

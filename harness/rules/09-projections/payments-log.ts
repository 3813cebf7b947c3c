import { orderStream, type DailyRevenueRow, type RecordedEvent } from "eventlings";
import fc from "fast-check";

/** What moves money, or something else that happened. */
export interface Moved {
  readonly type: "PaymentReceived" | "PaymentRefunded" | "OrderPlaced" | "OrderShipped";
  readonly amount: number;
  /** ISO 8601, with some offset. */
  readonly at: string;
  /** In the stream of which event of the log it is, counted from 1; one of its own where it does not say. */
  readonly stream?: number;
}

export const paid = (amount: number, at: string): Moved => ({ type: "PaymentReceived", amount, at });
export const refunded = (amount: number, at: string, stream?: number): Moved => ({
  type: "PaymentRefunded",
  amount,
  at,
  ...(stream === undefined ? {} : { stream }),
});
export const placed = (at: string): Moved => ({ type: "OrderPlaced", amount: 0, at });
export const shipped = (at: string): Moved => ({ type: "OrderShipped", amount: 0, at });

let logs = 0;

/** What an event says, in the words of its type. */
function dataOf({ type, amount, at }: Moved): object {
  switch (type) {
    case "PaymentReceived":
      return { amount, paidAt: at };
    case "PaymentRefunded":
      return { amount, refundedAt: at };
    case "OrderPlaced":
      return { orderId: "42", customerId: "ada", lines: [], total: 4990, placedAt: at };
    case "OrderShipped":
      return { trackingNumber: "PAR-7", shippedAt: at };
  }
}

/** The log of these: an order's stream for each, and ids that no other log has. It was recorded long after it happened. */
export function logOf(...moved: readonly Moved[]): readonly RecordedEvent[] {
  logs += 1;
  return moved.map((one, index) => ({
    id: `evt-${String(logs)}-${String(index + 1)}`,
    streamId: orderStream(String(one.stream ?? index + 1)),
    streamPosition: one.stream === undefined ? 2 : 3,
    globalPosition: 10 + index * 3,
    recordedAt: new Date("2026-07-20T00:00:00.000Z"),
    type: one.type,
    data: dataOf(one),
  }));
}

/** Events in words, for a step. */
export const say = (events: readonly RecordedEvent[]): string =>
  events.length === 0
    ? "no events"
    : events
        .map(({ type, data, globalPosition }) => {
          const { amount, paidAt, refundedAt, placedAt, shippedAt } = data as Partial<Record<string, string | number>>;
          const what = amount === undefined ? type : `${type} of ${String(amount)}`;
          return `${what} at ${String(paidAt ?? refundedAt ?? placedAt ?? shippedAt)} (global position ${String(globalPosition)})`;
        })
        .join("; ");

/** The rows of these events, which are one log, in this zone. */
export function rowsOf(events: readonly RecordedEvent[], zone: string): readonly DailyRevenueRow[] {
  const rows = new Map<string, DailyRevenueRow>();
  for (const { type, data, globalPosition: position } of events) {
    if (type !== "PaymentReceived" && type !== "PaymentRefunded") continue;
    const { amount, paidAt, refundedAt } = data as { amount: number; paidAt: string; refundedAt: string };
    const isPayment = type === "PaymentReceived";
    const day = dayIn(zone, isPayment ? paidAt : refundedAt);
    const { payments, received, refunded } = rows.get(day) ?? { payments: 0, received: 0, refunded: 0 };
    rows.set(
      day,
      isPayment
        ? { day, payments: payments + 1, received: received + amount, refunded, position }
        : { day, payments, received, refunded: refunded + amount, position },
    );
  }
  return [...rows.values()].toSorted((left, right) => (left.day < right.day ? -1 : 1));
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function dayIn(timeZone: string, iso: string): string {
  const known = formats.get(timeZone);
  const format =
    known ?? new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  if (known === undefined) formats.set(timeZone, format);
  return format.format(new Date(iso)).split("/").toReversed().join("-");
}

/** From fourteen hours before UTC to eleven behind, with and without summer time, and quarters of an hour. */
export const ZONES = [
  "Europe/London",
  "America/New_York",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "UTC",
] as const;

/** A moment of 2026 as a clock at this offset (in hours) writes it. */
export function isoAt(epoch: number, offset: number): string {
  const local = new Date(epoch + offset * 3_600_000).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const hours = Math.trunc(Math.abs(offset));
  const minutes = (Math.abs(offset) - hours) * 60;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
}

/** Any money, at noon: in UTC, nobody is in doubt about the day. */
const anyMoved: fc.Arbitrary<Moved> = fc.record({
  type: fc.constantFrom("PaymentReceived" as const, "PaymentReceived", "PaymentRefunded", "OrderShipped"),
  amount: fc.integer({ min: 1, max: 1_000_000 }),
  at: fc.constantFrom("2026-01-15T12:00:00Z", "2026-01-16T12:00:00Z", "2026-02-01T12:00:00Z"),
});

/** Up to eight of them. */
export const anyMoney = fc.array(anyMoved, { minLength: 1, maxLength: 8 });

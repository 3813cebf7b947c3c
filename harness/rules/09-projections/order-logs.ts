import { orderStream, type OrderEvent, type OrderLine, type OrderViewRow, type RecordedEvent } from "eventlings";
import fc from "fast-check";

/** What was appended to a stream, before it has positions. */
interface Said {
  readonly streamId: string;
  readonly type: string;
  readonly data: unknown;
}

const mugs: OrderLine = { sku: "mug", quantity: 2, unitPrice: 1250 };
const lamp: OrderLine = { sku: "lamp", quantity: 1, unitPrice: 3990 };

/** All that the rules let happen to an order, by a word. */
const HAPPENINGS = {
  "placed, two mugs and a lamp": (orderId): OrderEvent => ({
    type: "OrderPlaced",
    // 64.90 for the lines, and 4.95 for delivery: no sum of the lines gives the total.
    data: { orderId, customerId: "ada", lines: [mugs, lamp], total: 6985, placedAt: "2026-01-15T09:00:00.000Z" },
  }),
  "placed, a lamp": (orderId): OrderEvent => ({
    type: "OrderPlaced",
    data: { orderId, customerId: "bob", lines: [lamp], total: 3990, placedAt: "2026-01-16T23:30:00+01:00" },
  }),
  paid: (): OrderEvent => ({
    type: "PaymentReceived",
    data: { amount: 6985, paidAt: "2026-01-17T10:00:00.000Z" },
  }),
  shipped: (): OrderEvent => ({
    type: "OrderShipped",
    data: { trackingNumber: "PAR-7", shippedAt: "2026-01-18T16:20:00.000Z" },
  }),
  cancelled: (): OrderEvent => ({
    type: "OrderCancelled",
    data: { reason: "changed my mind", cancelledAt: "2026-01-18T08:00:00.000Z" },
  }),
  refunded: (): OrderEvent => ({
    type: "PaymentRefunded",
    data: { amount: 6985, refundedAt: "2026-01-19T12:00:00.000Z" },
  }),
  // A type of next year, and it even has fields of the same names.
  "gift-wrapped": () => ({
    type: "OrderGiftWrapped",
    data: { customerId: "carol", total: 1, status: "wrapped", paidAt: "2027-01-01T00:00:00.000Z" },
  }),
} as const satisfies Record<string, (orderId: string) => { readonly type: string; readonly data: unknown }>;

export type Happening = keyof typeof HAPPENINGS;

/** What happened to an order. */
export const order = (orderId: string, ...happenings: readonly Happening[]): readonly Said[] =>
  happenings.map((happening) => ({ streamId: orderStream(orderId), ...HAPPENINGS[happening](orderId) }));

/** Something in a stream that is no order's. */
export const elsewhere = (streamId: string, type = "CustomerRenamed", data: unknown = { name: "Ada" }): Said => ({
  streamId,
  type,
  data,
});

let logs = 0;

/** The log: each event gets its positions and an id, which no other log has. Global positions have gaps. */
export function log(...said: readonly Said[]): readonly RecordedEvent[] {
  logs += 1;
  const versions = new Map<string, number>();
  return said.map((event, index) => {
    const streamPosition = (versions.get(event.streamId) ?? 0) + 1;
    versions.set(event.streamId, streamPosition);
    const globalPosition = 10 + index * 3;
    // Recorded much later than it happened: an import from the old shop.
    const recordedAt = new Date("2026-02-20T00:00:00.000Z");
    return {
      id: `evt-${String(logs)}-${String(globalPosition)}`,
      ...event,
      streamPosition,
      globalPosition,
      recordedAt,
    };
  });
}

/** Events in words, for a step. */
export const say = (events: readonly RecordedEvent[]): string =>
  events.length === 0
    ? "no events"
    : events
        .map(({ type, streamId, streamPosition }) => `${type} (${streamId}, position ${String(streamPosition)})`)
        .join(", ");

/** Rows as the table of a log should have them, ordered by key. */
export function rowsOf(events: readonly RecordedEvent[]): readonly OrderViewRow[] {
  const rows = new Map<string, OrderViewRow>();
  for (const { streamId, type, data, streamPosition: version } of events) {
    const known = rows.get(streamId);
    const event = { type, data } as OrderEvent;
    if (event.type === "OrderPlaced") {
      const { orderId, customerId, lines, total, placedAt } = event.data;
      const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      const later = { paidAt: null, shippedAt: null, trackingNumber: null };
      rows.set(streamId, { orderId, customerId, status: "placed", total, pieces, placedAt, ...later, version });
    } else if (known !== undefined) {
      rows.set(streamId, { ...known, ...changesOf(event), version });
    }
  }
  return [...rows.values()].toSorted((left, right) => (left.orderId < right.orderId ? -1 : 1));
}

function changesOf(event: OrderEvent): Partial<OrderViewRow> {
  if (event.type === "PaymentReceived") return { status: "paid", paidAt: event.data.paidAt };
  if (event.type === "OrderShipped") return { status: "shipped", ...event.data };
  return event.type === "OrderCancelled" ? { status: "cancelled" } : {};
}

/** Whole lives of orders; a history takes a part of one. */
const LIVES: readonly (readonly Happening[])[] = [
  ["placed, two mugs and a lamp", "paid", "shipped"],
  ["placed, two mugs and a lamp", "paid", "cancelled", "refunded"],
  ["placed, a lamp", "cancelled"],
  // Sent back by the customer.
  ["placed, two mugs and a lamp", "paid", "shipped", "refunded"],
];

/** The same with an event of next year in some places. */
const LATER_LIVES: readonly (readonly Happening[])[] = [
  ["placed, two mugs and a lamp", "gift-wrapped", "paid", "gift-wrapped", "shipped"],
  ["placed, a lamp", "gift-wrapped"],
];

/** A log in words, as a failure shows it: `"42: paid"`. */
export type Story = readonly string[];

/** The log that a story tells. */
export const logOf = (story: Story): readonly RecordedEvent[] =>
  log(
    ...story.flatMap((line) => {
      const [orderId = "", happening = ""] = line.split(": ");
      return order(orderId, happening as Happening);
    }),
  );

const anyStoryOf = (whole: readonly (readonly Happening[])[]): fc.Arbitrary<Story> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom(...whole), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat({ max: 2 }), { minLength: 12, maxLength: 12 }),
    )
    .map(([lives, turns]) => {
      const ids = ["42", "2026-17", "order-7"];
      const queues = lives.map(([life, length], index) =>
        life.slice(0, length).map((happening) => `${ids[index] ?? ""}: ${happening}`),
      );
      const story: string[] = [];
      for (const turn of turns) {
        const left = queues.filter((queue) => queue.length > 0);
        const next = left[turn % Math.max(1, left.length)]?.shift();
        if (next !== undefined) story.push(next);
      }
      return [...story, ...queues.flat()];
    });

/** Up to three orders, whose events mingle; each stream keeps its own order. */
export const anyStory = anyStoryOf(LIVES);

/** A log in which an event comes too late. */
interface Late {
  readonly story: Story;
  /** What comes later than the next one of its order. */
  readonly late: string;
  /** How many of the other events came, and were fine, and how many are in the batch that comes then. */
  readonly before: number;
  readonly batch: number;
}

/** Any of them, if an order has an event that is not its last. */
export const anyLate: fc.Arbitrary<Late> = fc
  .tuple(anyStory, fc.nat(), fc.nat(), fc.boolean())
  .map(([story, at, size, andMore]) => {
    const idOf = (line: string): string => line.split(": ")[0] ?? "";
    const candidates = story.filter((line, index) => story.slice(index + 1).some((next) => idOf(next) === idOf(line)));
    const late = candidates[at % Math.max(1, candidates.length)] ?? "";
    const next = story.findIndex((line, index) => index > story.indexOf(late) && idOf(line) === idOf(late)) - 1;
    const before = next - (size % (next + 1));
    return { story, late, before, batch: (andMore ? story.length - 1 : next + 1) - before };
  });

/** Any story, with types that nobody knows yet. */
export const anyStoryOfNextYear = anyStoryOf(LATER_LIVES);

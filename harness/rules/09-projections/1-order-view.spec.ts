import * as exercise from "#exercise/09-projections/1-order-view";
import { rulesFor, type RuleContext } from "#spec";
import { orderStream, type OrderViewRow, type Projection, type RecordedEvent } from "eventlings";
import fc from "fast-check";
import { anyHandovers, batchesOf } from "./handovers.ts";
import { anyStory, anyStoryOfNextYear, elsewhere, log, logOf, order, rowsOf, say } from "./order-logs.ts";
import { TableAtHand } from "./tables-at-hand.ts";

const rule = rulesFor("projections/order-view", exercise);

type Orders = { orders: OrderViewRow };

const newTable = (): TableAtHand<"orders", OrderViewRow> => new TableAtHand("orders", "orderId");

const NOT_YET = { paidAt: null, shippedAt: null, trackingNumber: null };

/** What the table shows. A column that was never set is null, as in every database. */
const shown = (table: TableAtHand<"orders", OrderViewRow>): readonly OrderViewRow[] =>
  table.rows.map(({ orderId, customerId, status, total, pieces, placedAt, ...row }) => ({
    orderId,
    customerId,
    status,
    total,
    pieces,
    placedAt,
    ...NOT_YET,
    ...row,
  }));

/** Applies batches one after the other, and says each as a step. */
async function applyAll(
  { check, step, settle }: Pick<RuleContext<unknown>, "check" | "step" | "settle">,
  view: Projection<Orders>,
  table: TableAtHand<"orders", OrderViewRow>,
  batches: readonly (readonly RecordedEvent[])[],
): Promise<void> {
  for (const batch of batches) {
    step(`apply ${say(batch)}`);
    // Gives the thread up now and then: a law takes long, and is no endless loop.
    await settle();
    await check.succeeds(
      () => table.apply(view, batch),
      "apply rejected, although all that came before is in the read model: the projection stands still here, for ever.",
    );
  }
}

rule("shows-each-order", async ({ exercise, check, step }) => {
  const view = exercise.createOrderView();
  check.equal(
    view.name,
    "order-view",
    "The projection has another name than the stub says. Its checkpoint is kept by it.",
  );
  const table = newTable();
  const lives = [
    order("42", "placed, two mugs and a lamp", "paid", "shipped"),
    order("2026-17", "placed, a lamp"),
    order("9", "placed, a lamp", "cancelled"),
    order("7", "placed, two mugs and a lamp", "paid", "cancelled", "refunded"),
    order("8", "placed, two mugs and a lamp", "paid", "shipped", "refunded"),
  ];
  const events = log(...lives.flat());
  for (const [index, event] of events.entries()) {
    step(`apply ${say([event])}`);
    await check.succeeds(() => table.apply(view, [event]), "apply rejected an event that was the next of its order.");
    const isOfThisOrder = ({ orderId }: OrderViewRow): boolean => orderStream(orderId) === event.streamId;
    check.equal(
      shown(table).filter(isOfThisOrder),
      rowsOf(events.slice(0, index + 1)).filter(isOfThisOrder),
      `After ${event.type}, the table does not show ${event.streamId} as its events say.`,
    );
  }
  check.equal(
    shown(table).map(({ orderId }) => orderId),
    ["2026-17", "42", "7", "8", "9"],
    "Five orders were placed, and the table shows others.",
  );
});

rule("however-it-is-cut", ({ exercise, check, step, forAll, settle }) =>
  forAll(
    fc.tuple(anyStory, fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 })),
    async ([story, cuts]) => {
      const events = logOf(story);
      const table = newTable();
      const handovers = cuts.map((fresh) => ({ again: 0, fresh, late: false, twice: false }));
      await applyAll({ check, step, settle }, exercise.createOrderView(), table, batchesOf(events, handovers));
      check.equal(
        shown(table),
        rowsOf(events),
        "The log was cut into these batches, and the rows are not those that its events add up to.",
      );
    },
    { runs: 400 },
  ),
);

rule("again-is-nothing", async ({ exercise, check, step, forAll, settle }) => {
  const events = log(...order("42", "placed, two mugs and a lamp", "paid", "shipped"));
  const table = newTable();
  const view = exercise.createOrderView();
  await applyAll({ check, step, settle }, view, table, [events]);
  for (const event of events) {
    step(`apply ${say([event])} again`);
    await check.succeeds(
      () => table.apply(view, [event]),
      "An event came again, and apply rejected. It comes again with each retry, so the projection stands still.",
    );
    check.equal(shown(table), rowsOf(events), `${event.type} came again, and the row is not what it was.`);
  }
  await forAll(
    fc.tuple(anyStory, anyHandovers),
    async ([story, handovers]) => {
      const events = logOf(story);
      const table = newTable();
      await applyAll({ check, step, settle }, exercise.createOrderView(), table, batchesOf(events, handovers));
      check.equal(
        shown(table),
        rowsOf(events),
        "Some events came more than once, and the rows are not those that each event once adds up to.",
      );
    },
    { runs: 400 },
  );
});

const isEventGap = (error: unknown): boolean => error instanceof Error && Reflect.get(error, "code") === "EVENT_GAP";

rule("gap-is-told", async ({ exercise, check, step, scenario, forAll, settle }) => {
  scenario("nothing of order-42 has come yet");
  const [placed, paid, shipped] = log(...order("42", "placed, two mugs and a lamp", "paid", "shipped"));
  if (placed === undefined || paid === undefined || shipped === undefined) return;
  for (const early of [paid, shipped]) {
    step(`apply ${say([early])}`);
    await check.fails(
      async () => void (await newTable().apply(exercise.createOrderView(), [early])),
      isEventGap,
      `${early.type} came for an order that was never placed, and apply did not reject with EventGap. Whoever keeps the checkpoint takes the event for done.`,
    );
  }
  await forAll(
    fc.tuple(anyStory, fc.nat(), fc.nat(), fc.boolean()),
    async ([story, at, size, behind]) => {
      const events = logOf(story);
      // One event of an order that is not its last is late: it comes after the next one of its stream.
      const inOrders = events.filter(
        (event) =>
          event.streamId.startsWith("order-") &&
          events.some((next) => next.streamId === event.streamId && next.streamPosition > event.streamPosition),
      );
      const late = inOrders[at % Math.max(1, inOrders.length)];
      if (late === undefined) return;
      const others = events.filter((event) => event !== late);
      const next = others.findIndex(
        (event) => event.streamId === late.streamId && event.streamPosition === late.streamPosition + 1,
      );
      const from = next - (size % (next + 1));
      const view = exercise.createOrderView();
      const table = newTable();
      await applyAll({ check, step, settle }, view, table, from > 0 ? [others.slice(0, from)] : []);
      const before = shown(table);
      const gap = others.slice(from, behind ? undefined : next + 1);
      step(`apply ${say(gap)}`);
      await check.fails(
        async () => void (await table.apply(view, gap)),
        isEventGap,
        `${say([late])} has not come yet, and apply did not reject the batch with EventGap. Whoever keeps the checkpoint takes all of it for done.`,
      );
      check.equal(shown(table), before, "The batch was rolled back, and the table is not what it was before.");
      await applyAll({ check, step, settle }, view, table, [events]);
      check.equal(
        shown(table),
        rowsOf(events),
        "A batch was rejected for a gap and rolled back. Later it all came in order, and the rows are not what the events say.",
      );
    },
    { runs: 200 },
  );
});

rule("passes-over-the-unknown", async ({ exercise, check, step, scenario, forAll, settle }) => {
  const view = exercise.createOrderView();
  const table = newTable();
  const events = log(
    elsewhere("customer-42"),
    // A subscription to a magazine is paid as well, and has a number that an order has too.
    elsewhere("magazine-42", "OrderPlaced", {
      orderId: "42",
      customerId: "eve",
      lines: [],
      total: 300,
      placedAt: "2026-01-14T00:00:00.000Z",
    }),
    elsewhere("reorder-42", "PaymentReceived", { amount: 300, paidAt: "2026-01-14T00:00:00.000Z" }),
  );
  step(`apply ${say(events)}: three streams that are no order's`);
  await check.succeeds(
    () => table.apply(view, events),
    "apply rejected events of streams that are no order's. It gets the whole log, logOf, so they come again and again.",
  );
  check.equal(shown(table), [], "No order was placed, and the table shows one.");
  const wrapped = log(...order("42", "placed, a lamp", "gift-wrapped", "paid", "gift-wrapped"));
  await applyAll({ check, step, settle }, view, table, [wrapped.slice(0, 2)]);
  check.equal(
    shown(table),
    rowsOf(wrapped.slice(0, 2)),
    "OrderGiftWrapped is of a type that the projection does not know, in an order's stream. The row should be as before, with the event's position as its version.",
  );
  scenario("any orders, with events of a type that nobody knows yet");
  await forAll(
    fc.tuple(anyStoryOfNextYear, anyHandovers),
    async ([story, handovers]) => {
      const events = logOf(story);
      const table = newTable();
      await applyAll({ check, step, settle }, exercise.createOrderView(), table, batchesOf(events, handovers));
      check.equal(
        shown(table),
        rowsOf(events),
        "Events of an unknown type were among the others, and the rows are not what they should be.",
      );
    },
    { runs: 150 },
  );
});

rule("only-the-table", async ({ exercise, check, step, scenario, fresh, settle }) => {
  const events = log(
    ...order("42", "placed, two mugs and a lamp", "paid", "shipped"),
    ...order("9", "placed, a lamp", "cancelled"),
  );
  const first = events.slice(0, 2);

  scenario("apply the log in a transaction that is rolled back: the database was not reachable for its commit");
  const view = exercise.createOrderView();
  const table = newTable();
  await table.applyInVain(view, first);
  await applyAll({ check, step, settle }, view, table, [first, events.slice(2)]);
  check.equal(
    shown(table),
    rowsOf(events),
    "A batch was rolled back and came again, and the rows are not what the events say: something was remembered of what never happened.",
  );

  scenario("apply half of the log; the process stops, and a new one goes on");
  const handed = newTable();
  await applyAll({ check, step, settle }, exercise.createOrderView(), handed, [first]);
  const later = (await fresh()).createOrderView();
  await applyAll({ check, step, settle }, later, handed, [events.slice(1)]);
  check.equal(
    shown(handed),
    rowsOf(events),
    "A new process went on where another one had stopped, and the rows are not what the events say.",
  );

  scenario("apply the log, logOf, and then all of it once more to an empty table: a rebuild");
  const empty = newTable();
  await applyAll({ check, step, settle }, view, empty, [events]);
  check.equal(
    shown(empty),
    shown(table),
    "A rebuild from the same log, logOf, next to the old table, gave other rows than the old table has.",
  );
});

rule("one-write-for-each-order", async ({ exercise, check, step, forAll }) => {
  await forAll(
    fc.tuple(anyStory, anyHandovers),
    async ([story, handovers]) => {
      const events = logOf(story);
      const view = exercise.createOrderView();
      const table = newTable();
      // Others that the batch is not about.
      await table.apply(view, log(...order("a", "placed, a lamp"), ...order("b", "placed, a lamp", "cancelled")));
      for (const batch of batchesOf(events, handovers)) {
        step(`apply ${say(batch)}`);
        const { read, written } = await table.apply(view, batch);
        const twice = written.find((key, index) => written.indexOf(key) !== index);
        check.that(
          twice === undefined,
          `The batch wrote the row of order ${String(twice)} more than once. A rebuild of a year writes each row as often as it has events.`,
          { received: written },
        );
        const about = new Set(batch.map(({ streamId }) => streamId.replace("order-", "")));
        const foreign = read.find((key) => !about.has(key));
        check.that(foreign === undefined, `The batch has no event of order ${String(foreign)}, and its row was read.`, {
          received: read,
        });
      }
    },
    { runs: 150 },
  );
});

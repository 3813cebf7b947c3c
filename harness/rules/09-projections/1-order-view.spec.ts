import * as exercise from "#exercise/09-projections/1-order-view";
import { rulesFor, type RuleContext } from "#spec";
import { orderStream, type EventGap, type OrderViewRow, type Projection, type RecordedEvent } from "eventlings";
import fc from "fast-check";
import { anyHandovers, batchesOf } from "./handovers.ts";
import { anyLate, anyStory, anyStoryOfNextYear, elsewhere, log, logOf, order, rowsOf, say } from "./order-logs.ts";
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

/** Whoever does not wait for an answer has it lost: the caller commits as soon as apply resolves. */
function checkAnswered(check: RuleContext<unknown>["check"], unanswered: number): void {
  check.that(
    unanswered === 0,
    "apply resolved before the database had answered all its statements. The caller commits as soon as apply resolves, and what is under way then is lost.",
    { received: `${String(unanswered)} without an answer` },
  );
}

/** Applies batches one after the other, and says each as a step. */
async function applyAll(
  { check, step }: Pick<RuleContext<unknown>, "check" | "step">,
  view: Projection<Orders>,
  table: TableAtHand<"orders", OrderViewRow>,
  batches: readonly (readonly RecordedEvent[])[],
): Promise<void> {
  for (const batch of batches) {
    step(`apply ${say(batch)}`);
    const { unanswered } = await check.succeeds(
      () => table.apply(view, batch),
      "apply rejected, although all that came before is in the read model: the projection stands still here, for ever.",
    );
    checkAnswered(check, unanswered);
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
    const { unanswered } = await check.succeeds(
      () => table.apply(view, [event]),
      "apply rejected an event that was the next of its order.",
    );
    checkAnswered(check, unanswered);
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

rule("however-it-is-cut", ({ exercise, check, step, forAll }) =>
  forAll(
    fc.tuple(anyStory, fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 })),
    async ([story, cuts]) => {
      const events = logOf(story);
      const table = newTable();
      const handovers = cuts.map((fresh) => ({ again: 0, fresh, late: false, twice: false }));
      await applyAll({ check, step }, exercise.createOrderView(), table, batchesOf(events, handovers));
      check.equal(
        shown(table),
        rowsOf(events),
        "The log was cut into these batches, and the rows are not those that its events add up to.",
      );
    },
    { runs: 1000 },
  ),
);

rule("again-is-nothing", async ({ exercise, check, step, forAll }) => {
  const events = log(...order("42", "placed, two mugs and a lamp", "paid", "shipped"));
  const table = newTable();
  const view = exercise.createOrderView();
  await applyAll({ check, step }, view, table, [events]);
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
      await applyAll({ check, step }, exercise.createOrderView(), table, batchesOf(events, handovers));
      check.equal(
        shown(table),
        rowsOf(events),
        "Some events came more than once, and the rows are not those that each event once adds up to.",
      );
    },
    { runs: 1000 },
  );
});

const isEventGap = (error: unknown): boolean => error instanceof Error && Reflect.get(error, "code") === "EVENT_GAP";

rule("gap-is-told", async ({ exercise, check, step, scenario, forAll }) => {
  scenario("nothing of order-42 has come yet");
  const [placed, paid, shipped] = log(...order("42", "placed, two mugs and a lamp", "paid", "shipped"));
  if (placed === undefined || paid === undefined || shipped === undefined) return;
  for (const early of [paid, shipped]) {
    step(`apply ${say([early])}`);
    const error = await check.fails(
      async () => void (await newTable().apply(exercise.createOrderView(), [early])),
      () => true,
      `${early.type} came for an order that was never placed, and apply did not reject with EventGap. Whoever keeps the checkpoint takes the event for done.`,
    );
    checkMissing(check, error, placed);
  }
  await forAll(
    anyLate,
    async ({ story, late, before, batch }) => {
      const events = logOf(story);
      const missing = events[story.indexOf(late)];
      if (missing === undefined) return;
      const others = events.filter((event) => event !== missing);
      const view = exercise.createOrderView();
      const table = newTable();
      await applyAll({ check, step }, view, table, before > 0 ? [others.slice(0, before)] : []);
      const rows = shown(table);
      const gap = others.slice(before, before + batch);
      step(`apply ${say(gap)}`);
      const error = await check.fails(
        async () => void (await table.apply(view, gap)),
        () => true,
        `${say([missing])} has not come yet, and apply did not reject the batch with EventGap. Whoever keeps the checkpoint takes all of it for done.`,
      );
      checkMissing(check, error, missing);
      check.equal(shown(table), rows, "The batch was rolled back, and the table is not what it was before.");
      await applyAll({ check, step }, view, table, [events]);
      check.equal(
        shown(table),
        rowsOf(events),
        "A batch was rejected for a gap and rolled back. Later it all came in order, and the rows are not what the events say.",
      );
    },
    { runs: 1000 },
  );
});

/** Does an EventGap say which event is the first that is missing? */
function checkMissing(check: RuleContext<unknown>["check"], error: unknown, missing: RecordedEvent): void {
  check.that(
    isEventGap(error),
    "An event before it is missing, and apply rejected with another error than EventGap. Nobody can tell from it that something is missing, or what.",
    { received: error },
  );
  const { streamId, expected } = error as Partial<EventGap>;
  check.equal(
    { streamId, expected },
    { streamId: missing.streamId, expected: missing.streamPosition },
    "apply rejected with EventGap, and it names another place than that of the first event that is missing. Whoever gets the alert looks in the wrong place.",
  );
}

rule("passes-over-the-unknown", async ({ exercise, check, step, scenario, forAll }) => {
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
    "apply rejected events of streams that are no order's. It gets the whole log, so they come again and again.",
  );
  check.equal(shown(table), [], "No order was placed, and the table shows one.");
  const wrapped = log(...order("42", "placed, a lamp", "gift-wrapped", "paid", "gift-wrapped"));
  await applyAll({ check, step }, view, table, [wrapped.slice(0, 2)]);
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
      await applyAll({ check, step }, exercise.createOrderView(), table, batchesOf(events, handovers));
      check.equal(
        shown(table),
        rowsOf(events),
        "Events of an unknown type were among the others, and the rows are not what they should be.",
      );
    },
    { runs: 1000 },
  );
});

rule("only-the-table", async ({ exercise, check, step, scenario, fresh }) => {
  const events = log(
    ...order("42", "placed, two mugs and a lamp", "paid", "shipped"),
    ...order("9", "placed, a lamp", "cancelled"),
  );
  const first = events.slice(0, 2);

  scenario("apply the log in a transaction that is rolled back: the database was not reachable for its commit");
  const view = exercise.createOrderView();
  const table = newTable();
  await table.applyInVain(view, first);
  await applyAll({ check, step }, view, table, [first, events.slice(2)]);
  check.equal(
    shown(table),
    rowsOf(events),
    "A batch was rolled back and came again, and the rows are not what the events say: something was remembered of what never happened.",
  );

  scenario("apply half of the log; the process stops, and a new one goes on");
  const handed = newTable();
  await applyAll({ check, step }, exercise.createOrderView(), handed, [first]);
  const later = (await fresh()).createOrderView();
  await applyAll({ check, step }, later, handed, [events.slice(1)]);
  check.equal(
    shown(handed),
    rowsOf(events),
    "A new process went on where another one had stopped, and the rows are not what the events say.",
  );

  scenario("two processes take turns with one table: while the first one hung, the second had its place");
  const shared = newTable();
  const hanging = exercise.createOrderView();
  await applyAll({ check, step }, hanging, shared, [events.slice(0, 1)]);
  await applyAll({ check, step }, exercise.createOrderView(), shared, [events.slice(1, 2)]);
  step(`the first one again: apply ${say(events.slice(2))}`);
  const { unanswered } = await check.succeeds(
    () => shared.apply(hanging, events.slice(2)),
    "Another process put in an event, and the first one rejected the next: it went by what it remembers of a row, and not by the row.",
  );
  checkAnswered(check, unanswered);
  check.equal(
    shown(shared),
    rowsOf(events),
    "Two processes took turns with one table, and the rows are not what the events say.",
  );

  scenario("apply the log, and then all of it once more to an empty table: a rebuild");
  const empty = newTable();
  await applyAll({ check, step }, view, empty, [events]);
  check.equal(
    shown(empty),
    shown(table),
    "A rebuild from the same log, next to the old table, gave other rows than the old table has.",
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
        const { read, written, unanswered } = await table.apply(view, batch);
        checkAnswered(check, unanswered);
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
    { runs: 1000 },
  );
});

import * as exercise from "#exercise/09-projections/2-daily-revenue";
import { rulesFor, type RuleContext } from "#spec";
import type { DailyRevenueRow, Projection, RecordedEvent } from "eventlings";
import fc from "fast-check";
import { anyHandovers, batchesOf } from "./handovers.ts";
import { anyMoney, dayIn, isoAt, logOf, paid, placed, refunded, rowsOf, say, shipped, ZONES } from "./payments-log.ts";
import { TableAtHand } from "./tables-at-hand.ts";

const rule = rulesFor("projections/daily-revenue", exercise);

type Revenue = { revenue: DailyRevenueRow };
type RevenueTable = TableAtHand<"revenue", DailyRevenueRow>;

const newTable = (): RevenueTable => new TableAtHand("revenue", "day");

/** Applies batches one after the other, and says each as a step. */
async function applyAll(
  { check, step }: Pick<RuleContext<unknown>, "check" | "step">,
  revenue: Projection<Revenue>,
  table: RevenueTable,
  batches: readonly (readonly RecordedEvent[])[],
): Promise<void> {
  for (const batch of batches) {
    step(`apply ${say(batch)}`);
    const { unanswered } = await check.succeeds(
      () => table.apply(revenue, batch),
      "apply rejected. The batch comes again with each retry, so the projection stands still here.",
    );
    check.that(
      unanswered === 0,
      "apply resolved before the database had answered all its statements. The caller commits as soon as apply resolves, and what is under way then is lost.",
      { received: `${String(unanswered)} without an answer` },
    );
  }
}

/** The sums first, and then what the rows say of the events that are in them. */
function checkRows(
  check: RuleContext<unknown>["check"],
  received: readonly DailyRevenueRow[],
  expected: readonly DailyRevenueRow[],
  happened: string,
): void {
  const sumsOf = (rows: readonly DailyRevenueRow[]): readonly object[] =>
    rows.map(({ position: _position, ...sums }) => sums);
  const placesOf = (rows: readonly DailyRevenueRow[]): readonly object[] =>
    rows.map(({ day, position }) => ({ day, position }));
  check.equal(sumsOf(received), sumsOf(expected), happened);
  check.equal(
    placesOf(received),
    placesOf(expected),
    "The sums are right, and a row's position is not the global position of the last event that is in it.",
  );
}

rule("counts-what-came-in", async ({ exercise, check, step }) => {
  const revenue = exercise.createDailyRevenue({ zone: "UTC" });
  check.equal(
    revenue.name,
    "daily-revenue",
    "The projection has another name than the stub says. Its checkpoint is kept by it.",
  );
  const table = newTable();
  const events = logOf(
    placed("2026-01-12T12:00:00Z"),
    shipped("2026-01-13T12:00:00Z"),
    paid(1999, "2026-01-15T10:00:00Z"),
    paid(250, "2026-01-15T11:30:00Z"),
    shipped("2026-01-15T12:00:00Z"),
    paid(4900, "2026-01-17T08:00:00Z"),
    shipped("2026-01-19T12:00:00Z"),
  );
  await applyAll({ check, step }, revenue, table, [events]);
  check.equal(
    table.rows.map(({ day }) => day),
    ["2026-01-15", "2026-01-17"],
    "There were payments on two days. The table should have a row for each of these days, and for no other.",
  );
  checkRows(
    check,
    table.rows,
    rowsOf(events, "UTC"),
    "The days are the right ones, and the rows do not say what was paid on them.",
  );
});

/** Does something in a process whose own clock is in another zone. */
async function inProcessOf(zone: string, work: () => Promise<void>): Promise<void> {
  const before = process.env["TZ"];
  process.env["TZ"] = zone;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
}

rule("day-in-the-zone", async ({ exercise, check, step, scenario, forAll }) => {
  scenario("the books are kept in London, and the server was moved to Auckland");
  const moved = newTable();
  await inProcessOf("Pacific/Auckland", () =>
    applyAll({ check, step }, exercise.createDailyRevenue({ zone: "Europe/London" }), moved, [
      logOf(paid(500, "2026-01-15T12:00:00Z")),
    ]),
  );
  check.equal(
    moved.rows.map(({ day }) => day),
    ["2026-01-15"],
    "The zone is Europe/London, and the server's own clock is in Auckland's. At noon in London, a payment was counted on another day: something in your code goes by the zone of the process, `new Date(text)` of a text without an offset, say.",
  );

  const instants: readonly (readonly [at: string, story: string])[] = [
    ["2026-01-15T23:30:00Z", "half an hour before midnight in UTC"],
    ["2026-01-15T00:30:00Z", "half an hour after midnight in UTC"],
    ["2026-07-14T23:30:00Z", "half past midnight in London's summer"],
    ["2026-03-29T00:30:00Z", "the night in which London's clocks go forward: half past midnight, still winter time"],
    ["2026-03-29T23:30:00Z", "the evening after London's clocks went forward: it is tomorrow there"],
    ["2026-10-24T23:30:00Z", "the last night of London's summer time: it is tomorrow there"],
    ["2026-10-25T23:30:00Z", "the first evening of London's winter time"],
    ["2026-01-01T03:00:00Z", "New Year's Eve in New York"],
    ["2026-01-16T04:30:00+05:30", "written by a server in Mumbai: 23:00 of the day before, in UTC"],
    ["2026-01-15T20:00:00-05:00", "written by a server in New York: one in the morning of the next day, in UTC"],
  ];
  for (const zone of ZONES)
    for (const [at, story] of instants)
      for (const moved of [paid(500, at), refunded(500, at)]) {
        scenario(`the books are kept in ${zone}`);
        const table = newTable();
        await applyAll({ check, step }, exercise.createDailyRevenue({ zone }), table, [logOf(moved)]);
        check.equal(
          table.rows.map(({ day }) => day),
          [dayIn(zone, at)],
          `The zone is ${zone}. Something happened at ${at} (${story}), and it was counted on another day than a calendar there shows.`,
        );
      }

  scenario("two books, in Auckland and in Honolulu, and one moment");
  const zones = ["Pacific/Auckland", "Pacific/Honolulu"] as const;
  const books = zones.map((zone) => ({ zone, revenue: exercise.createDailyRevenue({ zone }), table: newTable() }));
  for (const { zone, revenue, table } of books) {
    await applyAll({ check, step }, revenue, table, [logOf(paid(500, "2026-01-15T12:00:00Z"))]);
    check.equal(
      table.rows.map(({ day }) => day),
      [dayIn(zone, "2026-01-15T12:00:00Z")],
      `Two projections have two zones. The one of ${zone} counted on a day of another zone.`,
    );
  }

  scenario("any moment in any zone");
  await forAll(
    fc.tuple(
      fc.constantFrom(...ZONES),
      fc.integer({ min: 0, max: 3 * 366 * 24 * 12 }),
      fc.constantFrom(0, 1, -5, 5.5, -9.5),
    ),
    async ([zone, five, offset]) => {
      const at = isoAt(Date.UTC(2024, 0, 1) + five * 300_000, offset);
      const table = newTable();
      await applyAll({ check, step }, exercise.createDailyRevenue({ zone }), table, [logOf(paid(500, at))]);
      check.equal(
        table.rows.map(({ day }) => day),
        [dayIn(zone, at)],
        `The zone is ${zone}. A payment at ${at} was counted on another day than a calendar there shows.`,
      );
    },
    { runs: 1000 },
  );
});

rule("refund-on-its-own-day", async ({ exercise, check, step }) => {
  const table = newTable();
  const events = logOf(
    paid(2500, "2026-01-15T10:00:00Z"),
    paid(1000, "2026-01-16T10:00:00Z"),
    refunded(2500, "2026-01-16T15:00:00Z", 1),
    refunded(1000, "2026-01-31T15:00:00Z", 2),
    refunded(700, "2026-01-31T16:00:00Z"),
    paid(300, "2026-01-31T17:00:00Z"),
  );
  await applyAll({ check, step }, exercise.createDailyRevenue({ zone: "Europe/London" }), table, [
    events.slice(0, 4),
    events.slice(4),
  ]);
  const expected = rowsOf(events, "Europe/London");
  const sumsOf = (rows: readonly DailyRevenueRow[], on: string): readonly object[] =>
    rows.filter(({ day }) => day === on).map(({ position: _position, ...sums }) => sums);
  for (const [day, happened] of [
    ["2026-01-15", "What was paid on the 15th went back on the 16th. The row of the 15th should stay as it was."],
    [
      "2026-01-16",
      "On the 16th 1000 was paid, and 2500 was given back: both are to be seen, and neither is taken from the other.",
    ],
    ["2026-01-31", "On the 31st 1000 and 700 were given back before anything was paid, and then 300 was paid."],
  ] as const)
    check.equal(sumsOf(table.rows, day), sumsOf(expected, day), happened);
  check.equal(table.rows.length, 3, "Money came or went on three days, and the table has another number of rows.");
});

rule("however-it-is-cut", ({ exercise, check, step, forAll }) =>
  forAll(
    fc.tuple(anyMoney, fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 })),
    async ([moved, cuts]) => {
      const events = logOf(...moved);
      const table = newTable();
      const handovers = cuts.map((fresh) => ({ again: 0, fresh, late: false, twice: false }));
      await applyAll(
        { check, step },
        exercise.createDailyRevenue({ zone: "UTC" }),
        table,
        batchesOf(events, handovers),
      );
      checkRows(
        check,
        table.rows,
        rowsOf(events, "UTC"),
        "The log was cut into these batches, and the rows are not what its events add up to, to the penny.",
      );
    },
    { runs: 1000 },
  ),
);

rule("again-is-nothing", async ({ exercise, check, step, scenario, forAll }) => {
  scenario("three payments of one day, in one batch");
  const events = logOf(
    paid(1999, "2026-01-15T10:00:00Z"),
    paid(1999, "2026-01-15T10:00:00Z"),
    refunded(1999, "2026-01-15T12:00:00Z"),
  );
  const revenue = exercise.createDailyRevenue({ zone: "UTC" });
  const table = newTable();
  await applyAll({ check, step }, revenue, table, [events]);
  checkRows(
    check,
    table.rows,
    rowsOf(events, "UTC"),
    "Two customers paid the same amount at the same moment, and one was refunded: three events, and each counts.",
  );
  for (const batch of [events, events.slice(0, 1), events.slice(1)]) {
    await applyAll({ check, step }, revenue, table, [batch]);
    checkRows(
      check,
      table.rows,
      rowsOf(events, "UTC"),
      "Events of that day came again, and its row is not what it was.",
    );
  }
  scenario("any log, and any of it again");
  await forAll(
    fc.tuple(anyMoney, anyHandovers),
    async ([moved, handovers]) => {
      const events = logOf(...moved);
      const table = newTable();
      await applyAll(
        { check, step },
        exercise.createDailyRevenue({ zone: "UTC" }),
        table,
        batchesOf(events, handovers),
      );
      checkRows(
        check,
        table.rows,
        rowsOf(events, "UTC"),
        "Some events came more than once, and the rows are not what each of them once adds up to.",
      );
    },
    { runs: 1000 },
  );
});

rule("only-the-table", async ({ exercise, check, step, scenario, fresh }) => {
  const events = logOf(
    paid(1999, "2026-01-15T10:00:00Z"),
    paid(250, "2026-01-15T11:00:00Z"),
    paid(4900, "2026-01-16T08:00:00Z"),
    refunded(250, "2026-01-16T09:00:00Z"),
  );
  const expected = rowsOf(events, "UTC");

  scenario("apply the first two events in a transaction that is rolled back");
  const revenue = exercise.createDailyRevenue({ zone: "UTC" });
  const table = newTable();
  await table.applyInVain(revenue, events.slice(0, 2));
  await applyAll({ check, step }, revenue, table, [events.slice(0, 2), events.slice(2)]);
  checkRows(
    check,
    table.rows,
    expected,
    "A batch was rolled back and came again, and the rows are not what the events add up to: something was remembered of what never happened.",
  );

  scenario("apply the first event; the process stops, and a new one goes on");
  const handed = newTable();
  await applyAll({ check, step }, exercise.createDailyRevenue({ zone: "UTC" }), handed, [events.slice(0, 1)]);
  const later = (await fresh()).createDailyRevenue({ zone: "UTC" });
  await applyAll({ check, step }, later, handed, [events.slice(1)]);
  checkRows(
    check,
    handed.rows,
    expected,
    "A new process went on where another one had stopped, and the rows are not what the events add up to.",
  );

  scenario("two processes take turns with one table: while the first one hung, the second had its place");
  const shared = newTable();
  const hanging = exercise.createDailyRevenue({ zone: "UTC" });
  const day = logOf(
    paid(1000, "2026-01-15T10:00:00Z"),
    paid(250, "2026-01-15T11:00:00Z"),
    paid(500, "2026-01-15T12:00:00Z"),
  );
  await applyAll({ check, step }, hanging, shared, [day.slice(0, 1)]);
  await applyAll({ check, step }, exercise.createDailyRevenue({ zone: "UTC" }), shared, [day.slice(1, 2)]);
  step("the first one again:");
  await applyAll({ check, step }, hanging, shared, [day.slice(2)]);
  checkRows(
    check,
    shared.rows,
    rowsOf(day, "UTC"),
    "Two processes took turns with one table, and a payment that the second one put in is gone from its row: the first one went by what it remembers of the row.",
  );

  scenario("apply the log once more, to an empty table: a rebuild");
  const empty = newTable();
  await applyAll({ check, step }, revenue, empty, [events]);
  checkRows(check, empty.rows, expected, "A rebuild, next to the old table, gave other rows than the old table has.");
});

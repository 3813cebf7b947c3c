import * as exercise from "#exercise/07-snapshots/4-close-period";
import { isNotImplemented, rulesFor, same, storeAtHand, type RuleContext } from "#spec";
import {
  CommandRefused,
  MissingEvents,
  nextPeriod,
  periodStream,
  type ConditionalAppend,
  type RecordedEvent,
} from "eventlings";
import fc from "fast-check";
import {
  ArchiveAtHand,
  closeUntilDone,
  FEBRUARY,
  february,
  inWords,
  JANUARY,
  january,
  openBooks,
  periodOf,
  post,
  posted,
  watchLosses,
  wrongBooks,
  type Exercise,
} from "./books.ts";
import { Findings } from "./findings.ts";

const rule = rulesFor("snapshots/close-period", exercise);
/** Simulates minutes of traffic, or thousands of events, for a check or two. */
const COSTLY = { costly: true };

/** An account whose January is open, and what keeps its books. */
function prepare(
  { exercise }: RuleContext<Exercise>,
  amounts: readonly number[],
  from = { balance: 500, lastNumber: 3 },
) {
  const store = storeAtHand().fill(january, periodOf(amounts, from));
  store.fill(periodStream("70", JANUARY), periodOf([1, 2], undefined, periodStream("70", JANUARY)));
  const archive = new ArchiveAtHand();
  return { store, archive, books: exercise.createBookkeeper({ store, archive }) };
}

const anyPeriod = fc.record({
  from: fc.record({ balance: fc.integer({ min: -900, max: 900 }), lastNumber: fc.nat({ max: 40 }) }),
  amounts: fc.array(fc.integer({ min: -900, max: 900 }), { maxLength: 6 }),
});

rule("closes-and-opens", async (context) => {
  const { check, step, forAll, settle, fresh } = context;
  await forAll(
    anyPeriod,
    async ({ from, amounts }) => {
      await settle();
      const { store, archive, books } = prepare(context, amounts, from);
      step(
        `January begins with ${String(from.balance)} and has the entries ${amounts.join(", ") || "(none)"}; close it`,
      );
      const left = await books.close("7", JANUARY);
      const balance = amounts.reduce((sum, amount) => sum + amount, from.balance);
      const last = [...(archive.objects.get(january) ?? []), ...store.stream(january).events].at(-1);
      check.equal(
        { type: last?.type, balance: Reflect.get(Object(last?.data), "balance") },
        { type: "PeriodClosed", balance },
        "January should end with a PeriodClosed that says its balance: what it began with and all of its entries.",
      );
      const [first, ...others] = store.stream(february).events;
      check.equal(
        { type: first?.type, balance: Reflect.get(Object(first?.data), "balance"), others: inWords(others) },
        { type: "PeriodOpened", balance, others: [] },
        "February should begin with a PeriodOpened that has the balance that January has left, and have nothing else.",
      );
      check.equal(left.balance, balance, "close did not resolve to the balance that January has left.");
    },
    { runs: 1000 },
  );
  const { store, archive, books } = prepare(context, []);
  store.fill(periodStream("7", "2026-12"), periodOf([5], undefined, periodStream("7", "2026-12")));
  step("close December: the next month is in another year");
  await books.close("7", "2026-12");
  check.equal(
    store.stream(periodStream("7", "2027-01")).exists,
    true,
    "December 2026 was closed, and January 2027 was not opened.",
  );
  step("close January of two accounts, and February of one, each in a process of its own");
  for (const [accountId, period] of [
    ["7", JANUARY],
    ["70", JANUARY],
    ["7", FEBRUARY],
  ] as const)
    await (await fresh()).createBookkeeper({ store, archive }).close(accountId, period);
  const kept = [...archive.objects.values()].flat();
  const others = store.all().filter(({ type }) => type === "PeriodOpened");
  const ids = [...kept, ...others.filter(({ id }) => !kept.some((event) => event.id === id))].map(({ id }) => id);
  const positions = new Set([...kept, ...others].map(({ globalPosition }) => globalPosition));
  check.equal(
    new Set(ids).size,
    positions.size,
    "Several months were closed, some by processes that had just been started, and two of the events have the same id: whoever knows a duplicate by its id skips one of them.",
  );
});

rule("numbers-go-on", async (context) => {
  const { check, step, forAll, settle } = context;
  await forAll(
    anyPeriod,
    async ({ from, amounts }) => {
      await settle();
      const { store, archive, books } = prepare(context, amounts, from);
      const before = store.stream(january);
      const lastNumber = from.lastNumber + amounts.length;
      step(
        `January has ${String(amounts.length)} entries, of which the last is number ${String(lastNumber)}; close it`,
      );
      const left = await books.close("7", JANUARY);
      check.equal(
        inWords(archive.objects.get(january)).slice(0, before.events.length),
        inWords(before.events),
        "The archive should hold January's events in their order, with the positions that they were recorded at.",
      );
      const [closing] = store.stream(january).events;
      const [opening] = store.stream(february).events;
      check.equal(
        [closing, opening].map((event) => Reflect.get(Object(event?.data), "lastNumber") as unknown),
        [lastNumber, lastNumber],
        "PeriodClosed and the PeriodOpened of the next month should say the number of the last entry, from which the next one goes on.",
      );
      check.equal(left.lastNumber, lastNumber, "close did not resolve to the number of the last entry.");
      check.equal(
        { version: store.stream(january).currentVersion, at: closing?.streamPosition },
        { version: before.currentVersion + 1, at: before.currentVersion + 1 },
        "The closing event should have the position behind the last entry, and January keep its version.",
      );
    },
    { runs: 1000 },
  );
});

rule(
  "kept-in-the-archive",
  async (context) => {
    const { check, step } = context;
    const { store, archive, books } = prepare(context, [200, -50]);
    const before = store.stream(january).events;
    step("January has two entries; close it");
    await books.close("7", JANUARY);
    const archived = archive.objects.get(january) ?? [];
    check.equal(
      archived.slice(0, -1),
      before,
      "The archive does not hold January's events as they were recorded: with their ids, positions, times and metadata.",
    );
    check.equal(
      archived.at(-1)?.type,
      "PeriodClosed",
      "A closed period ends with its PeriodClosed, also in the archive.",
    );
    check.equal(
      store.stream(january).events,
      archived.slice(-1),
      "In the event store, January should keep its PeriodClosed, and nothing else.",
    );
    check.equal(
      [...archive.objects.keys()],
      [january],
      "January was closed. The archive should have one object, under the id of January's stream.",
    );
    check.equal(
      store.stream(periodStream("70", JANUARY)).events.length,
      3,
      "The January of another account was touched.",
    );

    step("a month of the account 8 has 2,500 entries; close it");
    const long = periodStream("8", JANUARY);
    store.fill(
      long,
      periodOf(
        Array.from({ length: 2_500 }, () => 1),
        undefined,
        long,
      ),
    );
    await check.succeeds(
      () => books.close("8", JANUARY),
      "A month has 2,500 entries, and all of them are there. It could not be closed: did close read all of them?",
    );
    check.equal(
      archive.objects.get(long)?.length,
      2_502,
      "A month had 2,500 entries, between its PeriodOpened and its PeriodClosed. They are not all in the archive.",
    );

    step("another account's archive cannot be written");
    archive.failure = new Error("the archive does not answer");
    const other = periodStream("70", JANUARY);
    await check.fails(
      () => books.close("70", JANUARY),
      (error) => error === archive.failure,
      "The archive failed. close should reject with its error, as the work is not done.",
    );
    check.equal(
      inWords(store.stream(other).events).slice(0, 3),
      ["1: PeriodOpened 0 (0)", "2: EntryPosted 1 (1)", "3: EntryPosted 2 (2)"],
      "The archive failed, and events that it should have got are gone from the event store.",
    );
    archive.failure = undefined;
    step("the archive works again; close once more");
    await books.close("70", JANUARY);
    check.equal(
      inWords(archive.objects.get(other)),
      ["1: PeriodOpened 0 (0)", "2: EntryPosted 1 (1)", "3: EntryPosted 2 (2)", "4: PeriodClosed 3 (2)"],
      "The archive had failed and works again. close was called once more, and the archive still lacks the period.",
    );
  },
  COSTLY,
);

rule("again-is-nothing", async (context) => {
  const { check, step, scenario, fresh } = context;
  const { store, archive, books } = prepare(context, [200, -50]);
  const first = await books.close("7", JANUARY);
  const again = async (when: string): Promise<void> => {
    scenario(`January was closed; ${when}; close January again`);
    const before = { store: store.all(), archive: new Map(archive.objects) };
    const later = (await fresh()).createBookkeeper({ store, archive });
    const left = await check.succeeds(
      () => later.close("7", JANUARY),
      "The period was closed before. To close it again should succeed, and it failed.",
    );
    check.equal(left, first, "To close a period again should resolve to what it left then.");
    check.equal(
      inWords(archive.objects.get(january)),
      inWords(before.archive.get(january)),
      "January was closed long ago. To close it again has changed what is in the archive.",
    );
    check.equal(
      store.all(),
      before.store,
      "January was closed long ago. To close it again has changed the event store.",
    );
  };
  await again("nothing has happened since");
  store.fill(february, [posted(february, 6, 70)]);
  await again("February has an entry");
  step("close February, and March");
  await books.close("7", FEBRUARY);
  await again("February was closed, too");
  await books.close("7", nextPeriod(FEBRUARY));
  await again("two more months were closed");
});

rule("crash-anywhere", ({ attack }) =>
  attack(
    (world) => {
      const books = openBooks(world);
      world.process("bookkeeper", (me) => books.bookkeeper(me).close("7", JANUARY));
      return { always: watchLosses(books), atTheEnd: () => wrongBooks(books, [200, -50]) };
    },
    { faults: { crashes: 2 } },
  ),
);

rule("entries-under-way", async ({ attack }) => {
  await attack((world) => {
    const books = openBooks(world);
    world.process("bookkeeper", (me) => books.bookkeeper(me).close("7", JANUARY));
    world.process("shop", async (me) => {
      for (const amount of [30, 4]) await post(world, me, books, amount);
    });
    return { atTheEnd: () => wrongBooks(books, [200, -50, 30, 4]) };
  });
  await attack(
    (world) => {
      const books = openBooks(world);
      world.process("bookkeeper", (me) => books.bookkeeper(me).close("7", JANUARY));
      world.process("shop", (me) => post(world, me, books, 30), { restarts: false });
      return {
        atTheEnd() {
          // The shop's request may have died before it posted anything.
          const both = [...books.archived(january), ...books.store.stream(february).events];
          const isPosted = both.some(({ id }) => id.includes("shop 6"));
          return wrongBooks(books, isPosted ? [200, -50, 30] : [200, -50]);
        },
      };
    },
    { faults: { crashes: 1 } },
  );
});

rule("two-closers", ({ attack }) =>
  attack((world) => {
    const books = openBooks(world);
    const findings = new Findings();
    for (const name of ["bookkeeper 1", "bookkeeper 2"])
      world.process(name, async (me) => {
        findings.equal(
          await books.bookkeeper(me).close("7", JANUARY),
          { balance: 650, lastNumber: 5 },
          "Two processes closed January. One of them was told something else than what January has left.",
        );
      });
    return { atTheEnd: () => wrongBooks(books, [200, -50]) ?? findings.first };
  }),
);

rule("lost-answers", async (context) => {
  const { exercise, attack, check, step } = context;
  await attack(
    (world) => {
      const books = openBooks(world);
      world.process("bookkeeper", (me) => closeUntilDone(books.bookkeeper(me)));
      return { always: watchLosses(books), atTheEnd: () => wrongBooks(books, [200, -50]) };
    },
    { faults: { timeouts: 2 } },
  );
  const { store, archive } = prepare(context, [200, -50]);
  step("the event store can be read, and takes no events, however often it is asked; close January");
  let asked = 0;
  const append: ConditionalAppend = async (...args) => {
    asked += 1;
    // Whoever tries for ever gets through at some time: a rule has to come to an end.
    if (asked > 1_000) return store.append(...args);
    await Promise.resolve();
    throw new Error("the event store takes no events");
  };
  await check.fails(
    () => exercise.createBookkeeper({ store: { ...store, append }, archive }).close("7", JANUARY),
    () => true,
    "The event store took no events, a thousand times in a row, and close went on and on. Where a port fails, it should reject: the job runs again later.",
  );
});

rule("only-what-was-opened", async (context) => {
  const { check, step } = context;
  const { store, archive, books } = prepare(context, [200]);
  const before = store.all();
  step("close February, which nobody has opened");
  await check.fails(
    () => books.close("7", FEBRUARY),
    (error) => error instanceof CommandRefused && error.code === "NO_SUCH_PERIOD",
    "February was never opened. close should refuse it with CommandRefused and the code NO_SUCH_PERIOD.",
  );
  check.equal(store.all(), before, "A period that was never opened was refused, and the event store was changed.");
  check.equal(archive.objects.size, 0, "A period that was never opened was refused, and something was archived.");
});

/** What may be left of a closed month in the archive, where not all of it is there. */
const partsOf = (
  all: readonly RecordedEvent[],
): readonly (readonly [string, readonly RecordedEvent[] | undefined])[] => [
  ["nothing", undefined],
  ["only its PeriodClosed", all.slice(-1)],
  ["all of it but its first event", all.slice(1)],
  ["all of it but an entry", all.toSpliced(1, 1)],
];

rule("not-on-what-is-left", async (context) => {
  const { check, scenario, step } = context;
  const isMissing = (error: unknown): boolean => error instanceof MissingEvents;
  for (const before of [2, 3, 4]) {
    const { store, archive, books } = prepare(context, [200, -50]);
    scenario(`January is open and has 3 events; those before position ${String(before)} are gone from the store`);
    await store.truncateBefore(january, before);
    const there = store.all();
    step("close January");
    await check.fails(
      () => books.close("7", JANUARY),
      isMissing,
      `January is open, and of its 3 events those before position ${String(before)} are gone. Nobody knows its balance: close should reject with MissingEvents.`,
    );
    check.equal(store.all(), there, "January was not whole, and close has changed the event store.");
    check.equal([...archive.objects.keys()], [], "January was not whole, and close has archived what was left.");
  }
  for (const before of [2, 3]) {
    const { store, archive, books } = prepare(context, [200, -50]);
    scenario(`January is open; the archive has its events before position ${String(before)}, the store the others`);
    const moved = store.stream(january).events.slice(0, before - 1);
    archive.objects.set(january, moved);
    await store.truncateBefore(january, before);
    const there = store.all();
    step("close January");
    await check.fails(
      () => books.close("7", JANUARY),
      isMissing,
      `January is open, and its events before position ${String(before)} are in the archive and not in the event store. Neither has all of it: close should reject with MissingEvents, as nobody knows who moved them.`,
    );
    check.equal(store.all(), there, "January was whole nowhere, and close has changed the event store.");
    check.equal(archive.objects.get(january), moved, "January was whole nowhere, and close has changed the archive.");
  }

  for (const before of [2, 3, 4]) {
    const whole = await closedBefore(context);
    for (const [what, archived] of partsOf(whole)) {
      const { store, archive, books } = await leftOf(context, before, archived);
      scenario(
        `January is closed; the store has its events from position ${String(before)} on, and the archive has ${what}`,
      );
      const there = store.all();
      step("close January");
      await check.fails(
        () => books.close("7", JANUARY),
        isMissing,
        `January is closed, and neither the event store, which has its events from position ${String(before)} on, nor the archive, which has ${what}, has all of it. Nobody knows how that came about: close should reject with MissingEvents.`,
      );
      check.equal(store.all(), there, "January was not whole anywhere, and close has changed the event store.");
      check.equal(
        inWords(archive.objects.get(january)),
        inWords(archived),
        "January was not whole anywhere, and close has changed what was in the archive.",
      );
    }
    const { store, archive, books } = await leftOf(context, before, whole);
    scenario(`January is closed; the store has its events from position ${String(before)} on, the archive all of them`);
    step("close January");
    await check.succeeds(
      () => books.close("7", JANUARY),
      "January is closed, and the archive has all of it. To close it again should do what is left to do, and it failed.",
    );
    check.equal(
      inWords(archive.objects.get(january)),
      inWords(whole),
      "The archive had all of January, and the event store a part of it. close has put something else into the archive.",
    );
    check.equal(
      inWords(store.stream(january).events),
      inWords(whole.slice(-1)),
      "The archive had all of January, and the event store a part of it. close should leave its PeriodClosed in the store, and nothing else.",
    );
    check.equal(store.stream(february).events.length, 1, "January was closed again, and February is not open.");
  }

  const whole = await closedBefore(context);
  const { store, archive, books } = await leftOf(context, 1, whole.slice(0, 2));
  scenario("January is closed and whole in the store; the archive has its first two events");
  step("close January");
  await books.close("7", JANUARY);
  check.equal(
    inWords(archive.objects.get(january)),
    inWords(whole),
    "The event store had all of January, the archive two events of it. After close, the archive should have all of them.",
  );
  check.equal(inWords(store.stream(january).events), inWords(whole.slice(-1)), "January was not truncated.");
});

const CLOSED = { id: `${january}: last`, type: "PeriodClosed", data: { balance: 650, lastNumber: 5 } } as const;

/** January as it is when it has been closed, and not moved yet. */
async function closedBefore(context: RuleContext<Exercise>): Promise<readonly RecordedEvent[]> {
  return (await leftOf(context, 1, undefined)).store.stream(january).events;
}

/** A January that is closed, of which the store has what begins at `before`, and the archive `archived`. */
async function leftOf(context: RuleContext<Exercise>, before: number, archived: readonly RecordedEvent[] | undefined) {
  const prepared = prepare(context, [200, -50]);
  prepared.store.fill(january, [CLOSED]);
  await prepared.store.truncateBefore(january, before);
  if (archived !== undefined) prepared.archive.objects.set(january, archived);
  return prepared;
}

rule("history-is-complete", async (context) => {
  const { check, step, attack } = context;
  const { store, archive, books } = prepare(context, [200, -50]);
  step("ask for the history of January, while it is open");
  check.equal(
    await books.history("7", JANUARY),
    store.stream(january).events,
    "January is open. Its history should be the events of its stream, as they were recorded.",
  );
  step("ask for the history of an open month that has no entries yet");
  const march = periodStream("7", "2026-03");
  store.fill(march, periodOf([], undefined, march));
  check.equal(
    await check.succeeds(
      () => books.history("7", "2026-03"),
      "March was opened and has no entries yet. Its one event is all of its history, and history rejected.",
    ),
    store.stream(march).events,
    "March was opened and has no entries yet: its one event should be all of its history.",
  );
  step("ask for the history of February, which nobody has opened");
  check.equal(await books.history("7", FEBRUARY), [], "A period that was never opened has no history.");
  step("close January, and ask again");
  await books.close("7", JANUARY);
  check.equal(
    await books.history("7", JANUARY),
    archive.objects.get(january),
    "January is closed. Its history should be all of its events, each once, in order and as they were recorded.",
  );

  step("the archive does not answer");
  archive.failure = new Error("the archive does not answer");
  await check.fails(
    () => books.history("7", JANUARY),
    () => true,
    "The archive did not answer, and history gave what it had: not all of January.",
  );
  archive.failure = undefined;
  const all = archive.objects.get(january) ?? [];
  for (const [what, there] of partsOf(all)) {
    step(`January is closed, and the archive has ${what}`);
    if (there === undefined) archive.objects.delete(january);
    else archive.objects.set(january, there);
    await check.fails(
      () => books.history("7", JANUARY),
      (error) => error instanceof MissingEvents,
      `January is closed, in the event store its PeriodClosed is left, and the archive has ${what}: some of its events are nowhere. history should reject with MissingEvents.`,
    );
  }
  step("the beginning of March, which is open, is gone");
  store.fill(march, [posted(march, 1, 10)]);
  await store.truncateBefore(march, 2);
  await check.fails(
    () => books.history("7", "2026-03"),
    (error) => error instanceof MissingEvents,
    "March is open, and its first event is neither in the event store nor in the archive. history should reject with MissingEvents.",
  );

  await attack((world) => {
    const books = openBooks(world);
    const findings = new Findings();
    let history: readonly RecordedEvent[] = [];
    world.process("bookkeeper", (me) => books.bookkeeper(me).close("7", JANUARY));
    world.process("reader", async (me) => {
      try {
        history = await books.bookkeeper(me).history("7", JANUARY);
      } catch (error) {
        if (isNotImplemented(error)) throw error;
        findings.note("January was being closed, and its history was refused. No event was missing at any moment.", {
          received: error,
        });
      }
    });
    return {
      atTheEnd() {
        if (findings.first !== undefined) return findings.first;
        const all = books.archived(january);
        const entries = 3;
        if (history.length >= entries && same(inWords(history), inWords(all.slice(0, history.length))))
          return undefined;
        return {
          happened:
            "January was being closed while somebody asked for its history. Events are missing in the answer, or are there twice.",
          expected: inWords(all),
          received: inWords(history),
        };
      },
    };
  });
});

import * as exercise from "#exercise/03-state-from-events/2-state-at";
import { rulesFor, type Check } from "#spec";
import type { Fold, NewEvent, RecordedEvent } from "eventlings";
import fc from "fast-check";

type StockEvent =
  | NewEvent<"StockCounted", { readonly quantity: number }>
  | NewEvent<"StockReceived", { readonly quantity: number }>
  | NewEvent<"StockPicked", { readonly quantity: number }>;

/** Where the order of the events matters: a count replaces whatever was known before. */
interface Stock {
  readonly onHand: number;
  readonly lastEvent: string;
}

const stock: Fold<Stock, StockEvent> = {
  initialState: () => ({ onHand: 0, lastEvent: "none" }),
  evolve: ({ onHand }, { type, data }) => {
    if (type === "StockCounted") return { onHand: data.quantity, lastEvent: type };
    return { onHand: type === "StockReceived" ? onHand + data.quantity : onHand - data.quantity, lastEvent: type };
  },
};

const rule = rulesFor("state-from-events/state-at", exercise);

const NINE = Date.parse("2026-01-15T09:00:00.000Z");

interface Fact {
  readonly type: StockEvent["type"];
  readonly quantity: number;
  /** Minutes past nine at which it was recorded; by default one more for every event. */
  readonly minute?: number;
}

const received = (quantity: number, minute?: number): Fact => fact("StockReceived", quantity, minute);
const picked = (quantity: number, minute?: number): Fact => fact("StockPicked", quantity, minute);
const counted = (quantity: number, minute?: number): Fact => fact("StockCounted", quantity, minute);

function fact(type: Fact["type"], quantity: number, minute: number | undefined): Fact {
  return { type, quantity, ...(minute === undefined ? {} : { minute }) };
}

/** The facts as one stream whose first event is at position `first`. */
function stream(facts: readonly Fact[], first = 1): RecordedEvent<StockEvent>[] {
  return facts.map(({ type, quantity, minute }, index) => ({
    id: `evt-${String(first + index)}`,
    type,
    data: { quantity },
    streamId: "stock-mug",
    streamPosition: first + index,
    globalPosition: 7 * (first + index),
    recordedAt: new Date(NINE + (minute ?? index) * 60_000),
  }));
}

const inWords = (facts: readonly Fact[]): string =>
  facts.map(({ type, quantity }) => `${type} ${String(quantity)}`).join(", ");

/** Starts with an empty shelf, and is a plain number: also one that is 0. */
const onShelf: Fold<number, StockEvent> = {
  initialState: () => 0,
  evolve: (onHand, { type, data }) =>
    type === "StockCounted"
      ? data.quantity
      : type === "StockReceived"
        ? onHand + data.quantity
        : onHand - data.quantity,
};

/** The day on which the next delivery is expected. */
const nextDelivery: Fold<Date | null, NewEvent<"DeliveryExpected", { readonly on: Date }>> = {
  initialState: () => null,
  evolve: (_, { data }) => data.on,
};

const isUnknownPosition = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, "code") === "UNKNOWN_POSITION";

const anyFact = fc.record({
  type: fc.constantFrom<Fact["type"]>("StockCounted", "StockReceived", "StockPicked"),
  quantity: fc.integer({ min: 1, max: 50 }),
});
const someFacts = fc.array(anyFact, { minLength: 1, maxLength: 8 });
/** Facts, and how many of them a question is about: at least one. */
const factsAndPosition = someFacts.chain((facts) =>
  fc.tuple(fc.constant(facts), fc.integer({ min: 1, max: facts.length })),
);

rule("is-the-fold-of-the-prefix", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  const facts = [received(10), picked(3), counted(5), picked(1)];
  step(`fill a stream: ${inWords(facts)}`);
  step("ask for the state at position 2");
  check.equal(
    attempt(() => exercise.stateAt(stock, stream(facts), 2)),
    { onHand: 7, lastEvent: "StockPicked" },
    "The state at position 2 is not the one after the first two events: 10 received, 3 picked.",
  );
  await forAll(factsAndPosition, async ([all, position]) => {
    const { stateAt } = await fresh();
    step(`ask for the state at position ${String(position)} of: ${inWords(all)}`);
    check.equal(
      attempt(() => stateAt(stock, stream(all), position)),
      stream(all.slice(0, position)).reduce(stock.evolve, stock.initialState()),
      "The state at a position is not what its event, and those before it, make of the initial state.",
    );
  });
  scenario(
    "ask for positions 2 and 3 with a fold whose state is a number: 0 at first; 5 received, 5 picked, 2 received",
  );
  const toZero = (): RecordedEvent<StockEvent>[] => stream([received(5), picked(5), received(2)]);
  const one = await fresh();
  const two = await fresh();
  check.equal(
    [attempt(() => one.stateAt(onShelf, toZero(), 2)), attempt(() => two.stateAt(onShelf, toZero(), 3))],
    [0, 2],
    "The state is a plain number: 0, then 5, 0 and 2. A state may be anything, also 0, and it is not what this fold made of the events.",
  );
  scenario("ask for position 1 with a fold that keeps a Date of the event's data");
  const on = new Date("2026-01-20T00:00:00.000Z");
  const { stateAt } = await fresh();
  const [template] = toZero();
  const expected = template === undefined ? [] : [{ ...template, type: "DeliveryExpected" as const, data: { on } }];
  check.equal(
    attempt(() => stateAt(nextDelivery, expected, 1)),
    on,
    "evolve did not get the event as it was given: the Date in its data came as something else, or the state that it gave was changed.",
  );
  scenario("ask for position 1 with a fold whose evolve throws");
  const fault = new Error("no such article");
  const broken: Fold<Stock, StockEvent> = {
    ...stock,
    evolve() {
      throw fault;
    },
  };
  const faulty = await fresh();
  await check.fails(
    () => faulty.stateAt(broken, toZero(), 1),
    (error) => error === fault,
    "evolve threw, and the caller did not get its error. The fold has a fault, and that is not a wrong position.",
  );
});

rule("zero-is-before-everything", ({ exercise, check, step }) => {
  step("ask a stream of two events for the state at position 0");
  check.equal(
    attempt(() => exercise.stateAt(stock, stream([received(10), picked(3)]), 0)),
    { onHand: 0, lastEvent: "none" },
    "Position 0 did not give the initial state.",
  );
  step("ask a stream without events for the state at position 0");
  check.equal(
    attempt(() => exercise.stateAt(stock, [], 0)),
    { onHand: 0, lastEvent: "none" },
    "Position 0 of a stream without events did not give the initial state.",
  );
  step("ask a stream that was truncated before position 50 for the state at position 0");
  check.equal(
    attempt(() => exercise.stateAt(stock, stream([counted(40), picked(3)], 50), 0)),
    { onHand: 0, lastEvent: "none" },
    "Position 0 is before the first event that ever was, whatever is left of the stream. It did not give the initial state.",
  );
});

rule("position-not-index", async ({ exercise, fresh, check, step, forAll }) => {
  const carriedOn = [counted(40), picked(3), received(10)];
  step(`truncate a stream before position 50; what is left, from position 50 on: ${inWords(carriedOn)}`);
  step("ask for the state at position 51");
  check.equal(
    attempt(() => exercise.stateAt(stock, stream(carriedOn, 50), 51)),
    { onHand: 37, lastEvent: "StockPicked" },
    "The state at position 51 of a stream that starts at position 50 is not the one after its first two events.",
  );
  await forAll(fc.tuple(factsAndPosition, fc.integer({ min: 2, max: 99 })), async ([[facts, nth], first]) => {
    const { stateAt } = await fresh();
    const position = first + nth - 1;
    step(`ask for position ${String(position)} of a stream that starts at ${String(first)}: ${inWords(facts)}`);
    check.equal(
      attempt(() => stateAt(stock, stream(facts, first), position)),
      stream(facts.slice(0, nth)).reduce(stock.evolve, stock.initialState()),
      "In a stream that was truncated, the state at a position is not the one after the event at that position.",
    );
  });
});

rule("position-not-time", async ({ fresh, check, step, forAll }) => {
  step("fill a stream: 10 received at 9:20; the clock is set back; 3 picked at 9:10; 1 picked at 9:30");
  const at = async (facts: readonly Fact[], position: number): Promise<Stock | string> => {
    const { stateAt } = await fresh();
    return attempt(() => stateAt(stock, stream(facts), position));
  };
  const clockSetBack = [received(10, 20), picked(3, 10), picked(1, 30)];
  step("ask for the state at position 1, and at position 2");
  check.equal(
    await at(clockSetBack, 1),
    { onHand: 10, lastEvent: "StockReceived" },
    "The state at position 1 is not the one after the first event. (The second one has an earlier timestamp.)",
  );
  check.equal(
    await at(clockSetBack, 2),
    { onHand: 7, lastEvent: "StockPicked" },
    "The state at position 2 is not the one after the first two events. (The first one has a later timestamp.)",
  );
  step("fill a stream with one append: 10 received and 3 picked, both recorded at 9:00; ask for position 1");
  check.equal(
    await at([received(10, 0), picked(3, 0)], 1),
    { onHand: 10, lastEvent: "StockReceived" },
    "The state at position 1 is not the one after the first event. (The second one has the same timestamp.)",
  );
  const timed = fc.array(fc.tuple(anyFact, fc.nat({ max: 4 })), { minLength: 1, maxLength: 6 });
  const timedAndPosition = timed.chain((facts) =>
    fc.tuple(fc.constant(facts), fc.integer({ min: 1, max: facts.length })),
  );
  await forAll(timedAndPosition, async ([pairs, position]) => {
    const facts = pairs.map(([fact]) => fact);
    const timed = pairs.map(([fact, minute]) => ({ ...fact, minute }));
    const minutes = pairs.map(([, minute]) => minute).join(", ");
    step(`ask for position ${String(position)} of events recorded a minute apart: ${inWords(facts)}`);
    const apart = await at(facts, position);
    step(`ask for it where the same events were recorded at the minutes ${minutes}`);
    check.equal(
      await at(timed, position),
      apart,
      "The same events gave another state at the same position because they were recorded at other times.",
    );
  });
});

rule("refuses-what-is-not-there-yet", async ({ exercise, fresh, check, step, forAll }) => {
  step("fill a stream with three events, and ask for the state at position 4");
  await isRefused(
    check,
    () => exercise.stateAt(stock, stream([received(10), picked(3), picked(1)]), 4),
    4,
    "Position 4 has not been written yet, and it was not refused. Tomorrow the answer would be another one.",
  );
  step("ask a stream without events for the state at position 1");
  await isRefused(
    check,
    () => exercise.stateAt(stock, [], 1),
    1,
    "Position 1 of a stream without events was not refused.",
  );
  await forAll(fc.tuple(someFacts, someFacts, fc.integer({ min: 1, max: 12 })), async ([today, later, position]) => {
    const ask = async (facts: readonly Fact[]): Promise<Stock | "refused"> => {
      const { stateAt } = await fresh();
      try {
        return stateAt(stock, stream(facts), position);
      } catch (error) {
        if (isUnknownPosition(error)) return "refused";
        throw error;
      }
    };
    step(`ask for position ${String(position)} of: ${inWords(today)}`);
    const answer = await ask(today);
    step(`append ${inWords(later)}, and ask for position ${String(position)} again`);
    const again = await ask([...today, ...later]);
    check.equal(
      answer === "refused" ? "refused" : again,
      answer,
      "The state at a position was another one after more events had been appended: the past changed.",
    );
  });
});

rule("refuses-impossible-positions", async ({ exercise, check, step }) => {
  const three = [received(10), picked(3), picked(1)];
  step("ask a stream of three events for positions below 0, between two events, and for none at all");
  for (const position of [-1, -2, 1.5, 0.5, Number.NaN, Infinity, -Infinity]) {
    await isRefused(
      check,
      () => exercise.stateAt(stock, stream(three), position),
      position,
      `No event can have position ${String(position)}, and it was not refused.`,
    );
  }
  step("ask a stream that was truncated before position 50 for positions 1, 2 and 49");
  for (const position of [1, 2, 49]) {
    await isRefused(
      check,
      () => exercise.stateAt(stock, stream([counted(40), picked(3), received(10)], 50), position),
      position,
      `The events up to position ${String(position)} are gone, and it was not refused.`,
    );
  }
});

rule("asking-changes-nothing", async ({ exercise, fresh, check, step, forAll }) => {
  const mugs = [received(10), picked(3)];
  const lamps = [received(99), picked(9)];
  step(`ask for position 2 of a stream of lamps: ${inWords(lamps)}`);
  const alone = (await fresh()).stateAt(stock, stream(lamps), 2);
  step(`in another process, ask for position 2 of a stream of mugs (${inWords(mugs)}), and then for that of the lamps`);
  exercise.stateAt(stock, stream(mugs), 2);
  check.equal(
    exercise.stateAt(stock, stream(lamps), 2),
    alone,
    "The answer for one stream depends on which other stream was asked before: something was kept from that question.",
  );
  await forAll(factsAndPosition, async ([facts, position]) => {
    const events = stream(facts);
    step(`ask for position ${String(position)} of ${inWords(facts)}, and look at the events afterwards`);
    (await fresh()).stateAt(stock, events, position);
    check.equal(
      events.map(({ streamPosition }) => streamPosition),
      stream(facts).map(({ streamPosition }) => streamPosition),
      "A question about one position took events from the list that it was given, or moved them.",
    );
    check.equal(events, stream(facts), "A question about one position changed the events that it was given.");
  });
});

/** A refusal as a value, so that a check can say what it means here. */
function attempt<T>(ask: () => T): T | string {
  try {
    return ask();
  } catch (error) {
    if (isUnknownPosition(error)) return "refused with UnknownPosition";
    throw error;
  }
}

/** Checks that a question is refused, with the kit's error, and says `answered` where it is not. */
async function isRefused(check: Check, ask: () => unknown, position: number, answered: string): Promise<void> {
  const error = await check.fails(ask, () => true, answered);
  const name = error instanceof Error ? error.constructor.name : String(error);
  check.that(
    isUnknownPosition(error),
    `Position ${String(position)} was refused, but with ${name}. Throw UnknownPosition from the kit.`,
    { received: error },
  );
  // An error of the learner's own, with the same code, need not have the field.
  const named: unknown = Reflect.get(Object(error), "position");
  if (named !== undefined)
    check.equal(named, position, "The error's `position` is not the position that was asked for.");
}

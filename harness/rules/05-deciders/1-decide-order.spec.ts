import * as exercise from "#exercise/05-deciders/1-decide-order";
import { rulesFor } from "#spec";
import { orderFold, type OrderCommand, type OrderEvent, type OrderLine, type OrderState } from "eventlings";
import fc from "fast-check";
import { copyOf } from "./copies.ts";
import {
  answerOfTable,
  anyCase,
  anyCommandFor,
  anyLine,
  cancel,
  eventsOf,
  historyUntil,
  LAMP,
  MUG,
  mustAllow,
  mustRefuse,
  outcomeOf,
  pay,
  place,
  SAYS,
  ship,
  stateAfter,
  STATUSES,
  TIMES,
} from "./orders.ts";

const rule = rulesFor("deciders/decide-order", exercise);

const COMMANDS: readonly OrderCommand[] = [place(), pay(), ship(), cancel()];
const CELLS = STATUSES.flatMap((status) => COMMANDS.map((command) => [status, command] as const));
const NONE: OrderState = { status: "none" };

rule("allowed-gives-events", async ({ exercise, check, step, scenario, forAll }) => {
  for (const [status, command] of CELLS) {
    const state = stateAfter(historyUntil(status));
    const answer = answerOfTable(command, state);
    if ("code" in answer) continue;
    scenario(`decide ${command.type} for ${SAYS[status]} (the total is 7400)`);
    mustAllow(
      check,
      () => exercise.decideOrder(copyOf(command), state),
      answer.events,
      `${command.type} was decided for ${SAYS[status]}.`,
    );
  }
  scenario("give the customer one line for free: unit price 0");
  const free = place({ lines: [MUG, { ...LAMP, unitPrice: 0 }] });
  mustAllow(
    check,
    () => exercise.decideOrder(free, NONE),
    eventsOf(free, 0),
    "An order with a line at unit price 0 was placed. That is a gift, and allowed.",
  );
  scenario("ship an order over 7400 of which 7000 was paid: the rules of last year gave a discount at the till");
  const discounted = stateAfter([...historyUntil("placed"), ...eventsOf(pay(7000), 0)]);
  mustAllow(
    check,
    () => exercise.decideOrder(ship(), discounted),
    eventsOf(ship(), 0),
    "ShipOrder was decided for a paid order. What was paid is not its total, but paid it is, and that is what the table asks for.",
  );
  scenario("cancel an order that is cancelled; last year's rules did not give the money back");
  const unrefunded = stateAfter([...historyUntil("paid"), ...eventsOf(cancel(), 0)]);
  mustAllow(
    check,
    () => exercise.decideOrder(cancel(), unrefunded),
    [],
    "CancelOrder was decided for a cancelled order. Cancelled is cancelled: no events, whatever was paid.",
  );
  scenario("decide a command that the table allows");
  await forAll(
    anyCase,
    ([state, command]) => {
      const answer = answerOfTable(command, state);
      if ("code" in answer) return;
      step(`${command.type}, for ${SAYS[state.status]}`);
      mustAllow(
        check,
        () => exercise.decideOrder(copyOf(command), copyOf(state)),
        answer.events,
        `${command.type} was decided for ${SAYS[state.status]}.`,
      );
    },
    { runs: 1000 },
  );
});

rule("refused-by-its-code", ({ exercise, check, scenario }) => {
  for (const [status, command] of CELLS) {
    const state = stateAfter(historyUntil(status));
    const answer = answerOfTable(command, state);
    if (!("code" in answer)) continue;
    scenario(`decide ${command.type} for ${SAYS[status]}`);
    mustRefuse(
      check,
      () => exercise.decideOrder(copyOf(command), state),
      [answer.code],
      `${command.type} was decided for ${SAYS[status]}.`,
    );
  }
  scenario("decide ShipOrder for a placed order over 0, which nobody has paid");
  const gift = stateAfter(historyUntil("placed", { lines: [{ ...MUG, unitPrice: 0 }] }));
  mustRefuse(
    check,
    () => exercise.decideOrder(ship(), gift),
    ["NOT_PAID"],
    "ShipOrder was decided for a placed order over 0. Its status is placed and not paid, whatever the total.",
  );
  scenario("decide PlaceOrder for an order that was paid, cancelled and refunded");
  const over = stateAfter([...historyUntil("paid"), ...eventsOf(cancel(), 7400)]);
  mustRefuse(
    check,
    () => exercise.decideOrder(place(), over),
    ["ALREADY_PLACED"],
    "PlaceOrder was decided for an order that was paid, cancelled and refunded.",
  );
});

rule("lines-are-checked", async ({ exercise, check, step, scenario, forAll }) => {
  scenario("place an order without lines");
  mustRefuse(
    check,
    () => exercise.decideOrder(place({ lines: [] }), NONE),
    ["NO_LINES"],
    "An order without lines was placed.",
  );
  const bad: readonly (readonly [string, Partial<OrderLine>])[] = [
    // Not 0 first: who takes 0 for a quantity should not look like somebody who looks at none.
    ["a quantity of -1", { quantity: -1 }],
    ["a quantity of 0", { quantity: 0 }],
    ["a quantity of 1.5", { quantity: 1.5 }],
    ["a quantity of NaN", { quantity: Number.NaN }],
    ["an infinite quantity", { quantity: Infinity }],
    ["a unit price of -1", { unitPrice: -1 }],
    ["a unit price of 12.5 minor units", { unitPrice: 12.5 }],
    ["a unit price of NaN", { unitPrice: Number.NaN }],
    ["an infinite unit price", { unitPrice: Infinity }],
    ["no unit price at all, as the catalogue had none", { unitPrice: undefined as unknown as number }],
    ['the text "2" as its quantity, straight from a form', { quantity: "2" as unknown as number }],
    ['the text "500" as its unit price, straight from a form', { unitPrice: "500" as unknown as number }],
  ];
  // Infinitely many are no whole number, and too expensive: either will do.
  const codesFor = (what: string): string[] =>
    what.startsWith("an infinite") ? ["INVALID_LINE", "TOTAL_TOO_LARGE"] : ["INVALID_LINE"];
  for (const [what, change] of bad) {
    scenario(`place an order with two lines, of which the second has ${what}`);
    mustRefuse(
      check,
      () => exercise.decideOrder(place({ lines: [MUG, { ...LAMP, ...change }] }), NONE),
      codesFor(what),
      `An order was placed in which a line has ${what}.`,
    );
  }
  const badLine = fc
    .tuple(anyLine, fc.constantFrom(...bad))
    .map(([line, [what, change]]) => [what, { ...line, ...change }] as const);
  const lines = fc.array(anyLine, { maxLength: 3 });
  scenario("place an order in which one line cannot be sold");
  await forAll(
    fc.tuple(lines, badLine, lines),
    ([before, [what, line], after]) => {
      step(`line ${String(before.length + 1)} of ${String(before.length + 1 + after.length)} has ${what}`);
      mustRefuse(
        check,
        () => exercise.decideOrder(place({ lines: [...before, line, ...after] }), NONE),
        codesFor(what),
        `An order was placed in which line ${String(before.length + 1)} has ${what}.`,
      );
    },
    { runs: 1000 },
  );
});

rule("total-is-exact", async ({ exercise, check, step, scenario, forAll }) => {
  const totalOf = (...lines: OrderLine[]): unknown => {
    const outcome = outcomeOf(() => exercise.decideOrder(place({ lines }), NONE));
    if (outcome.kind === "thrown") return outcome.error;
    const [event] = outcome.events as readonly OrderEvent[];
    return event?.type === "OrderPlaced" ? event.data.total : outcome.events;
  };
  const { MAX_SAFE_INTEGER: most } = Number;
  const line = (quantity: number, unitPrice: number): OrderLine => ({ sku: "mug", quantity, unitPrice });

  scenario("place an order of 3 mugs at 19.99, which is 1999 in minor units");
  check.equal(totalOf(line(3, 1999)), 5997, "3 times 1999 is not what the total says.");
  scenario("place orders of lines at random");
  await forAll(
    fc.array(anyLine, { minLength: 1, maxLength: 6 }),
    (lines) => {
      const bill = lines.map(({ quantity, unitPrice }) => `${String(quantity)} × ${String(unitPrice)}`).join(" + ");
      step(`add up ${bill}`);
      const total = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
      check.equal(totalOf(...lines), total, `The total is not the sum of the lines, ${bill}.`);
    },
    { runs: 1000 },
  );
  scenario("place an order over 9007199254740991 minor units, Number.MAX_SAFE_INTEGER");
  const says = "The total is Number.MAX_SAFE_INTEGER: the largest that is allowed, and still exact.";
  check.equal(totalOf(line(1, most)), most, says);
  check.equal(totalOf(line(1, most - 2500), MUG), most, says);
  for (const [what, lines] of [
    ["one line of exactly that, and one of a single unit more", [line(1, most), line(1, 1)]],
    ["a line of 2 whose price alone would fit", [line(2, (most + 1) / 2)]],
    ["a line of a billion articles at a billion", [line(1e9, 1e9), LAMP]],
  ] as const) {
    scenario(`place an order that comes to more than Number.MAX_SAFE_INTEGER: ${what}`);
    mustRefuse(
      check,
      () => exercise.decideOrder(place({ lines }), NONE),
      ["TOTAL_TOO_LARGE"],
      `An order came to more than Number.MAX_SAFE_INTEGER (${what}). Up there, two totals that differ by one are the same number.`,
    );
  }
});

rule("client-decides-nothing", ({ exercise, check, scenario }) => {
  const smuggled = { total: 1, paid: 7400, status: "paid", discount: 7399, placedAt: "1999-12-31T23:59:59.000Z" };
  for (const [status, command] of [
    ["none", place()],
    ["placed", pay()],
    ["paid", ship()],
    ["paid", cancel()],
  ] as const) {
    scenario(`decide ${command.type}; somebody wrote a total of 1, and more, into the request`);
    const edited = { ...command, data: { ...command.data, ...smuggled } } as OrderCommand;
    const state = stateAfter(historyUntil(status));
    mustAllow(
      check,
      () => exercise.decideOrder(edited, state),
      eventsOf(command, status === "paid" ? 7400 : 0),
      `${command.type} came with fields that it does not have: ${Object.keys(smuggled).join(", ")}. Without them it is in order.`,
    );
  }
  scenario("decide PlaceOrder; somebody wrote a total of 1, and a discount, into each line");
  const lines = [MUG, LAMP].map((line) => ({ ...line, total: 1, price: 1, discount: 7399 }));
  const outcome = outcomeOf(() => exercise.decideOrder(place({ lines }), NONE));
  const [event] = outcome.kind === "events" ? (outcome.events as readonly OrderEvent[]) : [];
  const data = event?.type === "OrderPlaced" ? event.data : undefined;
  check.equal(
    data?.total,
    7400,
    "The lines came with totals that somebody had written into the request. Quantity times unit price is 7400.",
  );
  // Their order is another rule's concern.
  check.equal(
    data?.lines.toSorted((one, other) => other.sku.localeCompare(one.sku)),
    [MUG, LAMP],
    "Each line came with fields that a line does not have: total, price, discount. They are in the event now, and there for ever.",
  );
});

rule("payment-is-the-total", async ({ exercise, check, step, scenario, forAll }) => {
  const refuses = (amount: number, total: number, what: string): void => {
    const state = stateAfter(historyUntil("placed", { lines: [{ sku: "mug", quantity: 1, unitPrice: total }] }));
    mustRefuse(
      check,
      () => exercise.decideOrder(pay(amount), state),
      ["WRONG_AMOUNT"],
      `A payment over ${what} was recorded for an order whose total is ${String(total)}.`,
    );
  };
  for (const [what, amount] of [
    ["7399", 7399],
    ["7401", 7401],
    ["0", 0],
    ["-7400", -7400],
    ["NaN", Number.NaN],
    ["Infinity", Infinity],
    ["74 (somebody took it for major units)", 74],
    ["7400.4", 7400.4],
    ['"7400", a text', "7400" as unknown as number],
  ] as const) {
    scenario(`record a payment over ${what} for an order over 7400`);
    refuses(amount, 7400, what);
  }
  scenario("record a payment over an amount at random");
  const total = fc.integer({ min: 1, max: 99_999 });
  await forAll(
    fc.tuple(total, total),
    ([due, amount]) => {
      if (due === amount) return;
      step(`${String(amount)} for an order over ${String(due)}`);
      refuses(amount, due, String(amount));
    },
    { runs: 1000 },
  );
});

rule("refund-is-what-was-paid", async ({ exercise, check, step, scenario, forAll }) => {
  const amounts = fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 3 });
  const paidWith = (parts: readonly number[]): OrderState =>
    stateAfter([...historyUntil("placed"), ...parts.flatMap((amount) => eventsOf(pay(amount), 0))]);
  const refundsAll = (parts: readonly number[], paid: number): void =>
    mustAllow(
      check,
      () => exercise.decideOrder(cancel(), paidWith(parts)),
      eventsOf(cancel(), paid),
      `A paid order was cancelled. Its total is 7400, and ${String(paid)} was paid.`,
    );
  scenario("cancel an order over 7400 of which 7000 was paid: the rules of last year gave a discount at the till");
  refundsAll([7000], 7000);
  scenario("cancel an order over 7400 that was paid twice: the rules of two years ago did not look");
  refundsAll([7400, 7400], 14_800);
  scenario("cancel orders over 7400 that were paid in parts");
  await forAll(
    amounts,
    (parts) => {
      step(`paid: ${parts.join(" and ")}`);
      refundsAll(
        parts,
        parts.reduce((sum, part) => sum + part, 0),
      );
    },
    { runs: 1000 },
  );
});

/** What a decision came to, as a value that can be compared. */
const told = (decide: () => unknown): unknown => {
  const outcome = outcomeOf(decide);
  if (outcome.kind === "events") return copyOf(outcome.events);
  return { refused: outcome.error instanceof Error ? Reflect.get(outcome.error, "code") : String(outcome.error) };
};

rule("same-question-same-answer", async ({ exercise, fresh, check, step, scenario, forAll }) => {
  for (const [status, command] of [
    ["none", place()],
    ["placed", pay()],
    ["paid", ship()],
    ["paid", cancel()],
    // As a clock in Paris writes it. It is the same moment in other words, and the words are the command's.
    ["placed", pay(7400, "2026-01-15T10:05:00+01:00")],
  ] as const) {
    scenario(`decide ${command.type}, asked at ${command.data.at}`);
    const outcome = outcomeOf(() => exercise.decideOrder(command, stateAfter(historyUntil(status))));
    if (outcome.kind === "thrown") check.fail(`${command.type} was refused.`, { received: outcome.error });
    else
      for (const { type, data } of outcome.events as readonly OrderEvent[]) {
        const [name, time] = Object.entries(data).find(([key]) => TIMES.includes(key)) ?? ["no time", undefined];
        check.equal(time, command.data.at, `${type} has ${name}, and that is not the time of the command, its \`at\`.`);
      }
  }
  scenario("decide a command, then others about other orders, then the first one again");
  await forAll(
    fc.tuple(anyCase, fc.array(anyCase, { maxLength: 2 })),
    async ([[state, command], others]) => {
      const { decideOrder } = await fresh();
      step(`${command.type}, for ${SAYS[state.status]}`);
      const first = told(() => decideOrder(copyOf(command), copyOf(state)));
      for (const [otherState, other] of others) {
        step(`${other.type}, for ${SAYS[otherState.status]} that is another one`);
        told(() => decideOrder(copyOf(other), copyOf(otherState)));
      }
      step("the first command, in the same state as the first time");
      check.equal(
        told(() => decideOrder(copyOf(command), copyOf(state))),
        first,
        "The same command in the same state got another answer the second time.",
      );
    },
    { runs: 1000 },
  );
  scenario("send an order commands, decide each, and apply what follows");
  await forAll(
    fc.array(anyCommandFor(7400), { minLength: 1, maxLength: 5 }),
    async (commands) => {
      const { decideOrder } = await fresh();
      let state = orderFold.initialState();
      for (const sent of [place(), ...commands]) {
        step(`${sent.type}, for ${SAYS[state.status]}`);
        const answer = answerOfTable(sent, state);
        check.equal(
          told(() => decideOrder(copyOf(sent), copyOf(state))),
          "code" in answer ? { refused: answer.code } : answer.events,
          "Within a longer story, the answer is not the one that the table gives for the command and the state.",
        );
        if ("events" in answer) state = answer.events.reduce(orderFold.evolve, state);
      }
    },
    { runs: 1000 },
  );
});

rule("inputs-unchanged", async ({ exercise, check, step, scenario, forAll }) => {
  const leavesAlone = (state: OrderState, command: OrderCommand): void => {
    const [givenState, givenCommand] = [copyOf(state), copyOf(command)];
    outcomeOf(() => exercise.decideOrder(givenCommand, givenState));
    check.equal(givenState, state, `decideOrder changed the state that it was given, when it decided ${command.type}.`);
    check.equal(givenCommand, command, `decideOrder changed the command itself, a ${command.type}.`);
  };
  for (const [status, command] of CELLS) {
    scenario(`decide ${command.type} for ${SAYS[status]}, and look at both afterwards`);
    leavesAlone(stateAfter(historyUntil(status)), command);
  }
  scenario("place an order with a line that cannot be sold, and look at the command afterwards");
  leavesAlone(NONE, place({ lines: [LAMP, MUG, { ...MUG, quantity: 0 }, LAMP] }));
  scenario("decide a command, and look at it and at the state afterwards");
  await forAll(
    anyCase,
    ([state, command]) => {
      step(`${command.type}, for ${SAYS[state.status]}`);
      leavesAlone(state, command);
    },
    { runs: 1000 },
  );
});

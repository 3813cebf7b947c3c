import {
  CommandRefused,
  orderFold,
  type ClassicAggregate,
  type Decider,
  type DomainEvent,
  type OpenClassic,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
} from "eventlings";
import fc from "fast-check";
import { shopRules } from "./aggregates.ts";
import { copyOf } from "./copies.ts";
import { drawnOnce } from "./drawn-once.ts";
import { anyCommandFor, historyUntil, place, STATUSES } from "./orders.ts";

// Three deciders and three classic objects without a fault, with commands and histories for each.

/** A subject whose types do not matter to a law. */
export interface Subject<Form> {
  readonly name: string;
  readonly form: Form;
  readonly commands: fc.Arbitrary<readonly unknown[]>;
  readonly history: fc.Arbitrary<readonly DomainEvent[]>;
}
export type AnyDecider = Decider<unknown, DomainEvent, unknown>;
export type AnyClassic = OpenClassic<unknown, DomainEvent, unknown>;

function subject<Command, Event extends DomainEvent, State>(
  name: string,
  form: Decider<Command, Event, State>,
  command: fc.Arbitrary<Command>,
  history: fc.Arbitrary<readonly Event[]>,
): Subject<AnyDecider> {
  const commands = fc.array(command, { minLength: 1, maxLength: 3 });
  return { name, form: form as unknown as AnyDecider, commands, history };
}

const refuse = (code: string): never => {
  throw new CommandRefused(code, `Refused: ${code}.`);
};

// A counter. Its state is a bare number, and one command may lead to many events.

export type Count = { readonly type: "Add"; readonly steps: number } | { readonly type: "Reset" };
export type Counted =
  DomainEvent<"Added", { readonly to: number }> | DomainEvent<"WasReset", { readonly from: number }>;
export const counter: Decider<Count, Counted, number> = {
  initialState: () => 0,
  evolve: (count, event) => (event.type === "Added" ? count + 1 : event.type === "WasReset" ? 0 : count),
  decide(command, count) {
    if (command.type === "Reset") return count === 0 ? [] : [{ type: "WasReset", data: { from: count } }];
    if (count + command.steps > 6) return refuse("TOO_MANY");
    return Array.from({ length: command.steps }, (_, at) => ({ type: "Added", data: { to: count + at + 1 } }) as const);
  },
};
const anyCount: fc.Arbitrary<Count> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }).map((steps): Count => ({ type: "Add", steps })) },
  fc.constant<Count>({ type: "Reset" }),
);
const countedBefore = fc
  .nat({ max: 4 })
  .map((length) => Array.from({ length }, (_, at): Counted => ({ type: "Added", data: { to: at + 1 } })));

// A bank account. Its state and its events hold what JSON cannot: bigints, a Map, Dates.

export type Bank =
  | { readonly type: "Deposit"; readonly amount: bigint; readonly at: Date; readonly tags: string[] }
  | { readonly type: "Withdraw"; readonly amount: bigint; readonly at: Date };
export type Banked =
  | DomainEvent<"Deposited", { readonly amount: bigint; readonly at: Date; readonly tags: string[] }>
  | DomainEvent<"Withdrawn", { readonly amount: bigint; readonly at: Date }>
  | DomainEvent<"FeeCharged", { readonly amount: bigint }>;
export interface Account {
  readonly balance: bigint;
  readonly byDay: Map<string, bigint>;
  readonly tags: readonly string[];
}
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const FEE = 1n;
export const account: Decider<Bank, Banked, Account> = {
  initialState: () => ({ balance: 0n, byDay: new Map(), tags: [] }),
  evolve(state, event) {
    if (event.type === "FeeCharged") return { ...state, balance: state.balance - event.data.amount };
    if (event.type !== "Deposited" && event.type !== "Withdrawn") return state;
    const change = event.type === "Deposited" ? event.data.amount : -event.data.amount;
    const day = dayOf(event.data.at);
    return {
      balance: state.balance + change,
      byDay: new Map([...state.byDay, [day, (state.byDay.get(day) ?? 0n) + change]]),
      // It may hold on to what is in an event: nobody changes an event.
      tags: event.type === "Deposited" && event.data.tags.length > 0 ? event.data.tags : state.tags,
    };
  },
  decide(command, { balance }) {
    const { amount, at } = command;
    if (amount <= 0n) return [];
    if (command.type === "Deposit") return [{ type: "Deposited", data: { amount, at, tags: command.tags } }];
    if (amount + FEE > balance) return refuse("OVERDRAWN");
    return [
      { type: "Withdrawn", data: { amount, at } },
      { type: "FeeCharged", data: { amount: FEE } },
    ];
  },
};
const anyAmount = fc.bigInt({ min: 0n, max: 60n });
const anyDay = fc.integer({ min: 0, max: 2 }).map((days) => new Date(Date.UTC(2026, 0, 15 + days, 9)));
export const anyBank: fc.Arbitrary<Bank> = fc.oneof(
  fc
    .tuple(anyAmount, anyDay, fc.array(fc.constantFrom("salary", "gift"), { maxLength: 2 }))
    .map(([amount, at, tags]): Bank => ({ type: "Deposit", amount, at, tags })),
  fc.tuple(anyAmount, anyDay).map(([amount, at]): Bank => ({ type: "Withdraw", amount, at })),
);
/** Under the rules of the past an account could be overdrawn. */
const bankedBefore: fc.Arbitrary<readonly Banked[]> = fc.array(
  fc
    .tuple(fc.boolean(), fc.bigInt({ min: 1n, max: 40n }), anyDay)
    .map(([isDeposit, amount, at]): Banked =>
      isDeposit
        ? { type: "Deposited", data: { amount, at, tags: ["old"] } }
        : { type: "Withdrawn", data: { amount, at } },
    ),
  { maxLength: 3 },
);

// The order of the shop.

const orders: Decider<OrderCommand, OrderEvent, OrderState> = { ...orderFold, decide: shopRules };
const anyOrder = fc.oneof(
  { weight: 2, arbitrary: fc.constant(place()) },
  { weight: 5, arbitrary: anyCommandFor(7400) },
);
const orderedBefore = fc.constantFrom(...STATUSES).map((status) => historyUntil(status));

/** Any of the three deciders. */
export const DECIDERS: readonly Subject<AnyDecider>[] = [
  subject("a counter", counter, anyCount, countedBefore),
  subject("a bank account", account, anyBank, bankedBefore),
  subject("an order", orders, anyOrder, orderedBefore),
];

/**
 * A classic object around rules: it changes its state in place, does half of the work before it
 * refuses, and makes itself at home in what it is given.
 */
abstract class Classic<Command, Event extends DomainEvent, State> implements ClassicAggregate<Command, Event, State> {
  readonly pending: Event[] = [];
  state: State;
  constructor(state: State) {
    this.state = state;
  }
  abstract execute(command: Command): void;
  abstract apply(event: Event): void;
}

interface Tally {
  count: number;
  steps: number[];
}
class ClassicCounter extends Classic<{ type: string; steps?: number }, Counted, Tally> {
  execute(command: { type: string; steps?: number }): void {
    if (command.type === "Reset") {
      if (this.state.count === 0) return;
      this.#raise({ type: "WasReset", data: { from: this.state.count } });
      return;
    }
    // It counts the command itself down, and finds out half-way that it goes too far.
    while ((command.steps ?? 0) > 0) {
      if (this.state.count === 6) refuse("TOO_MANY");
      this.#raise({ type: "Added", data: { to: this.state.count + 1 } });
      command.steps = (command.steps ?? 0) - 1;
    }
  }
  apply(event: Counted): void {
    if (event.type === "Added") {
      this.state.count += 1;
      this.state.steps.push(event.data.to);
    } else if (event.type === "WasReset") {
      this.state.count = 0;
      this.state.steps.length = 0;
    }
  }
  #raise(event: Counted): void {
    this.apply(event);
    this.pending.push(event);
  }
}

interface Ledger {
  balance: bigint;
  byDay: Map<string, bigint>;
  tags: string[];
}
class ClassicAccount extends Classic<Bank, Banked, Ledger> {
  execute(command: Bank): void {
    const { amount, at } = command;
    if (amount <= 0n) return;
    if (command.type === "Deposit") {
      this.#raise({ type: "Deposited", data: { amount, at, tags: command.tags } });
      return;
    }
    this.#raise({ type: "Withdrawn", data: { amount, at } });
    this.#raise({ type: "FeeCharged", data: { amount: FEE } });
    if (this.state.balance < 0n) refuse("OVERDRAWN");
  }
  apply(event: Banked): void {
    if (event.type === "FeeCharged") this.state.balance -= event.data.amount;
    if (event.type !== "Deposited" && event.type !== "Withdrawn") return;
    const change = event.type === "Deposited" ? event.data.amount : -event.data.amount;
    const day = dayOf(event.data.at);
    this.state.balance += change;
    this.state.byDay.set(day, (this.state.byDay.get(day) ?? 0n) + change);
    if (event.type !== "Deposited") return;
    // It goes on with the event's own list, as its state.
    for (const tag of this.state.tags) if (!event.data.tags.includes(tag)) event.data.tags.push(tag);
    this.state.tags = event.data.tags;
  }
  #raise(event: Banked): void {
    this.pending.push(copyOf(event));
    this.apply(event);
  }
}

interface OpenOrder {
  order: OrderState;
}
class ClassicOrder extends Classic<OrderCommand, OrderEvent, OpenOrder> {
  execute(command: OrderCommand): void {
    for (const event of shopRules(command, this.state.order)) {
      this.apply(event);
      this.pending.push(event);
    }
  }
  apply(event: OrderEvent): void {
    this.state.order = orderFold.evolve(this.state.order, event);
  }
}

function classic<Command, Event extends DomainEvent, State>(
  name: string,
  open: OpenClassic<Command, Event, State>,
  command: fc.Arbitrary<unknown>,
  history: fc.Arbitrary<readonly Event[]>,
): Subject<AnyClassic> {
  const commands = fc.array(command, { minLength: 1, maxLength: 3 });
  return { name, form: open as unknown as AnyClassic, commands, history };
}

/** Any of the three classic objects. */
export const CLASSICS: readonly Subject<AnyClassic>[] = [
  classic("a counter", (state: Tally = { count: 0, steps: [] }) => new ClassicCounter(state), anyCount, countedBefore),
  classic(
    "a bank account",
    (state: Ledger = { balance: 0n, byDay: new Map(), tags: [] }) => new ClassicAccount(state),
    anyBank,
    bankedBefore,
  ),
  classic(
    "an order",
    (state: OpenOrder = { order: orderFold.initialState() }) => new ClassicOrder(state),
    anyOrder,
    orderedBefore,
  ),
];

/** The name of a subject, with a history and commands for it. */
export type Case = readonly [string, readonly DomainEvent[], readonly unknown[]];
const anyOf = (subjects: readonly Subject<unknown>[]): fc.Arbitrary<Case> =>
  drawnOnce(fc.oneof(...subjects.map(({ name, history, commands }) => fc.tuple(fc.constant(name), history, commands))));

export const anyDecider = anyOf(DECIDERS);
export const anyClassic = anyOf(CLASSICS);

/** The subject with this name. */
export function formOf<Form>(subjects: readonly Subject<Form>[], name: string): Form {
  const found = subjects.find((one) => one.name === name);
  if (found === undefined) throw new Error(`No rule is about ${name}.`);
  return found.form;
}

/** A classic object that nobody else has, after these events. */
export function replayed(
  open: AnyClassic,
  facts: readonly DomainEvent[],
): ClassicAggregate<unknown, DomainEvent, unknown> {
  const object = open();
  for (const fact of copyOf(facts)) object.apply(fact);
  return object;
}

/** The state after one more event, found out on an object that nobody else has. */
export function applied(open: AnyClassic, state: unknown, fact: DomainEvent): unknown {
  const object = open(copyOf(state));
  object.apply(copyOf(fact));
  return object.state;
}

/** What an object decides in this state, found out on one that nobody else has. */
export function decidedBy(open: AnyClassic, state: unknown, command: unknown): readonly DomainEvent[] {
  const object = open(copyOf(state));
  object.execute(copyOf(command));
  return copyOf(object.pending);
}

import type * as exercise from "#exercise/05-deciders/3-decider-to-aggregate";
import { show, testIds, type Check } from "#spec";
import type { DeciderAggregate, DomainEvent } from "eventlings";
import { recorded } from "./aggregates.ts";
import { account, decidedBy, type AnyClassic, type AnyDecider, type Bank } from "./any-deciders.ts";
import { copyOf } from "./copies.ts";
import { outcomeOf } from "./orders.ts";

// What a decider answers, and how an answer is held against another one.

type Exercise = typeof exercise;
export type AnyAggregate = DeciderAggregate<unknown, DomainEvent, unknown>;

export const namesOf = (facts: readonly { readonly type: string }[]): string =>
  facts.map(({ type }) => type).join(", ") || "nothing";
export const brief = (value: unknown): string => show(value).replaceAll(/\s+/gu, " ");
export const stateOf = (decider: AnyDecider, facts: readonly DomainEvent[]): unknown =>
  facts.reduce(decider.evolve, decider.initialState());
export const codeOf = (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, "code") : error);
/** What follows if the commands are decided one after the other: all the events and the state, or what was thrown. */
export type Answer = { readonly facts: readonly DomainEvent[]; readonly state: unknown } | { readonly thrown: unknown };
export function answerTo(decider: AnyDecider, state: unknown, commands: readonly unknown[]): Answer {
  const facts: DomainEvent[] = [];
  let now = state;
  const outcome = outcomeOf(() => {
    for (const command of commands)
      for (const fact of decider.decide(command, now)) {
        facts.push(fact);
        now = decider.evolve(now, fact);
      }
  });
  return outcome.kind === "thrown" ? { thrown: outcome.error } : { facts, state: now };
}

/** A decider that keeps what it threw last. */
export function keepingErrors(decider: AnyDecider): { readonly decider: AnyDecider; thrown(): unknown } {
  let thrown: unknown;
  return {
    thrown: () => thrown,
    decider: {
      ...decider,
      decide(command, state) {
        try {
          return decider.decide(command, state);
        } catch (error) {
          thrown = error;
          throw error;
        }
      },
    },
  };
}

export const load = (
  { toAggregate }: Pick<Exercise, "toAggregate">,
  decider: AnyDecider,
  facts: readonly DomainEvent[] = [],
  ids = testIds(),
): AnyAggregate => toAggregate(decider, { ids }, recorded(facts));

/** Deposits and withdrawals, on one day. */
export const AT = new Date("2026-01-15T09:00:00.000Z");
export const deposit = (amount: bigint): Bank => ({ type: "Deposit", amount, at: AT, tags: [] });
export const withdraw = (amount: bigint): Bank => ({ type: "Withdraw", amount, at: AT });
export const bank = account as unknown as AnyDecider;

/** Asks a decider that was made from an object, and holds the answer against the object's. */
export function decidesAlike(
  check: Check,
  ask: () => readonly DomainEvent[],
  open: AnyClassic,
  state: unknown,
  command: unknown,
): readonly DomainEvent[] {
  const expected = outcomeOf(() => decidedBy(open, state, command));
  const outcome = outcomeOf(ask);
  if (expected.kind === "thrown") {
    if (outcome.kind === "events")
      check.fail("The object refuses this command in this state, and the decider gave events.", {
        received: outcome.events,
      });
    else check.equal(codeOf(outcome.error), codeOf(expected.error), "The decider threw another error than the object.");
    return [];
  }
  if (outcome.kind === "thrown")
    return check.fail("The object carries out this command in this state, and the decider refused it.", {
      expected: expected.events,
      received: outcome.error,
    });
  check.equal(outcome.events, expected.events, "The decider's events are not those of the object.");
  return copyOf(outcome.events) as readonly DomainEvent[];
}

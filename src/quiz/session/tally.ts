import type { Outcome } from "./session.ts";

/** What a round came to. */
export interface Tally {
  readonly asked: number;
  readonly right: number;
  readonly near: number;
  readonly wrong: number;
  /** Right answers in a row, now and at best. */
  readonly streak: number;
  readonly longest: number;
  /** 0 to 100 where there was a clock: mostly for being right, the rest for being quick. */
  readonly score?: number;
}

/** Points of a right answer that only quickness earns. */
const QUICK = 30;
const NEAR = 40;

/** Counts a round. */
export function tally(outcomes: readonly Outcome[]): Tally {
  let streak = 0;
  let longest = 0;
  const count = { right: 0, near: 0, wrong: 0 };
  for (const { graded } of outcomes) {
    count[graded.result] += 1;
    // A near miss neither breaks a streak nor adds to it.
    if (graded.result !== "near") streak = graded.result === "right" ? streak + 1 : 0;
    longest = Math.max(longest, streak);
  }
  const timed = outcomes.flatMap(({ limit, ...outcome }) => (limit === undefined ? [] : [points(outcome, limit)]));
  const score = timed.length === 0 ? undefined : Math.round(timed.reduce((sum, each) => sum + each, 0) / timed.length);
  return { asked: outcomes.length, ...count, streak, longest, ...(score === undefined ? {} : { score }) };
}

function points({ graded: { result }, took }: Omit<Outcome, "limit">, limit: number): number {
  if (result === "wrong") return 0;
  if (result === "near") return NEAR;
  return 100 - QUICK + QUICK * Math.max(0, 1 - took / limit);
}

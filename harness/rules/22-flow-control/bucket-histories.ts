import type { RuleContext } from "#spec";
import fc from "fast-check";
import { Bench, checkExcess, LATE, type Exercise, type Waiter } from "./buckets.ts";

type Happening =
  | { readonly what: "pass"; readonly for: number }
  | { readonly what: "try"; readonly times: number }
  | { readonly what: "ask"; readonly times: number }
  | { readonly what: "cancel"; readonly which: number };

interface History {
  readonly burst: number;
  readonly perSecond: number;
  readonly happenings: readonly Happening[];
}

export const anyHistory: fc.Arbitrary<History> = fc.record({
  burst: fc.integer({ min: 1, max: 5 }),
  perSecond: fc.constantFrom(0.5, 1, 3, 7, 10, 60, 300),
  happenings: fc.array(
    fc.oneof(
      {
        weight: 4,
        // A steady clock does not count whole milliseconds: quarters show who rounds them.
        arbitrary: fc.record({
          what: fc.constant("pass" as const),
          for: fc.integer({ min: 1, max: 2_800 }).map((quarters) => quarters / 4),
        }),
      },
      { weight: 2, arbitrary: fc.record({ what: fc.constant("try" as const), times: fc.integer({ min: 1, max: 6 }) }) },
      { weight: 3, arbitrary: fc.record({ what: fc.constant("ask" as const), times: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 1, arbitrary: fc.record({ what: fc.constant("cancel" as const), which: fc.nat(20) }) },
    ),
    { minLength: 1, maxLength: 20 },
  ),
});

/**
 * What is in a bucket that is never late, as a number with a fraction. It is told what the learner's bucket gave.
 */
class Level {
  readonly burst: number;
  readonly perSecond: number;
  #level: number;
  #asOf = 0;

  constructor(burst: number, perSecond: number) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.#level = burst;
  }

  at(now: number): number {
    this.#level = Math.min(this.burst, this.#level + ((now - this.#asOf) * this.perSecond) / 1_000);
    this.#asOf = now;
    return this.#level;
  }

  take(now: number): void {
    this.#level = this.at(now) - 1;
  }
}

/** Lets it happen, and looks at what was given, when, and to whom. */
export async function followHistory(
  context: Pick<RuleContext<Exercise>, "exercise" | "settle" | "check" | "step">,
  { burst, perSecond, happenings }: History,
): Promise<void> {
  const { check, step } = context;
  const bench = new Bench(context, burst, perSecond);
  const level = new Level(burst, perSecond);
  step(`a burst of ${String(burst)}, ${String(perSecond)} a second`);
  const asked: Waiter[] = [];
  let seen = 0;
  const waiting = (): Waiter[] => asked.filter(({ answer }) => answer === undefined);
  /** What was given since the last look comes out of the model too. */
  const follow = (): void => {
    for (; seen < bench.given.length; seen += 1) level.take(bench.given[seen] ?? 0);
  };
  const perPermit = 1_000 / perSecond;

  for (const happening of happenings) {
    if (happening.what === "pass") {
      step(`${String(happening.for)} ms pass`);
      await bench.pass(happening.for);
      follow();
    } else if (happening.what === "cancel") {
      const one = asked[happening.which % Math.max(1, asked.length)];
      if (one === undefined) continue;
      step(`at ${String(bench.now)} ms ${one.name} cancels`);
      const { answer } = one;
      one.request.cancel();
      await bench.pass(0);
      follow();
      check.equal(
        one.answer,
        answer ?? false,
        answer === undefined
          ? `${one.name} waited and cancelled. Its granted should have resolved with false at once. It says:`
          : `${one.name} had its answer, and cancelled then. That changes nothing. Its granted says:`,
      );
    } else if (happening.what === "ask") {
      step(`at ${String(bench.now)} ms ${happening.times === 1 ? "one asks" : `${String(happening.times)} ask`}`);
      asked.push(...bench.askOften(happening.times));
      await bench.pass(0);
      follow();
    } else {
      step(
        `at ${String(bench.now)} ms somebody tries ${happening.times === 1 ? "once" : `${String(happening.times)} times`}`,
      );
      const isSomebodyWaiting = waiting().length > 0;
      const before = level.at(bench.now);
      const got = bench.tryOften(happening.times);
      follow();
      if (isSomebodyWaiting) check.equal(got, 0, "Somebody waits for a permit, and tryTake gave so many to others:");
      else
        check.that(
          got >= Math.min(happening.times, Math.floor(before - (LATE * perSecond) / 1_000)),
          `Nobody waited, and ${before.toFixed(3)} permits were there. tryTake gave fewer.`,
          { received: got },
        );
    }
    checkExcess(check, bench, "");
    const [first] = waiting();
    if (first !== undefined)
      check.that(
        level.at(bench.now) < 1 + (LATE * perSecond) / 1_000,
        `${first.name} waits, and has not got the permit that was complete more than ${String(LATE)} ms ago. There are: `,
        { received: level.at(bench.now) },
      );
  }
  step("and then it is quiet");
  await bench.pass((asked.length + 1) * (perPermit + LATE) + 10);
  checkExcess(check, bench, "");
  check.equal(
    asked.filter(({ answer }) => answer === undefined).map(({ name }) => name),
    [],
    "Time enough has passed for everybody who waited. These have no answer:",
  );
  const granted = asked.filter(({ answer }) => answer === true).map(({ name }) => name);
  check.equal(bench.order, granted, "They asked in one order, and got their permits in another:");
  check.equal(bench.time.running, 0, "Nobody waits any more. So many timers are still running:");
}

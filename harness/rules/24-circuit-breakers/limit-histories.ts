import type { RuleContext } from "#spec";
import type { AdaptiveLimitOptions, CallOutcome } from "eventlings";
import fc from "fast-check";
import { Caller, LIMITS, WINDOW, type Exercise, type Taken } from "./limits.ts";

const SMALL: AdaptiveLimitOptions = { ...LIMITS, initial: 10, min: 2, max: 16 };

type Step =
  | { readonly do: "take"; readonly most: number }
  | { readonly do: "end"; readonly which: "oldest" | "newest"; readonly count: number; readonly outcome: CallOutcome }
  | { readonly do: "pass"; readonly milliseconds: number };

/** What can happen to a limit. */
export const anyUse: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("take" as const), most: fc.integer({ min: 1, max: 30 }) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant("end" as const),
        which: fc.constantFrom("oldest" as const, "newest" as const),
        count: fc.integer({ min: 1, max: 12 }),
        outcome: fc.constantFrom<CallOutcome>("done", "done", "done", "overloaded", "ignored"),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("pass" as const),
        milliseconds: fc.constantFrom(1, 30, 60, 99, 100, 101, 150, 600),
      }),
    },
  ),
  { minLength: 1, maxLength: 40 },
);

/** Does what the history says, and looks at the limit after each call that begins or ends. */
export async function follow(
  { exercise, check, step, settle }: Pick<RuleContext<Exercise>, "exercise" | "check" | "step" | "settle">,
  history: readonly Step[],
): Promise<void> {
  // A thousand histories in one go would look like a loop without end.
  await settle();
  const caller = new Caller(exercise, SMALL);
  const underWay: Taken[] = [];
  /** Every change of the limit, to see what happened within a window. */
  const changes: { readonly at: number; readonly by: number }[] = [];
  let lastCut = -Infinity;
  let hasReason = false;
  let known = caller.limit.limit;
  step("in short: a limit of 10, 2 at least, 16 at most; a window of 100 ms; more than 100 ms is slow");

  const look = (): void => {
    const { limit } = caller.limit;
    const before = known;
    if (limit === before) return;
    known = limit;
    step(`${String(caller.now - 7_000)} ms: the limit goes from ${before.toFixed(2)} to ${limit.toFixed(2)}`);
    check.that(limit >= SMALL.min && limit <= SMALL.max, "The limit has left its bounds.", { received: limit });
    if (limit < before) {
      check.that(
        caller.now - lastCut >= WINDOW,
        `The limit was cut twice within ${String(caller.now - lastCut)} ms, and the window is 100.`,
      );
      check.that(limit >= before / 2, "A cut has taken more than half of the limit.", { received: limit });
      check.that(
        hasReason,
        "The limit was cut, and no call has ended that began after the cut before. Older ones say nothing about the limit of now.",
      );
      lastCut = caller.now;
      hasReason = false;
      return;
    }
    changes.push({ at: caller.now, by: limit - before });
    const grown = changes.filter(({ at }) => caller.now - at < WINDOW).reduce((sum, { by }) => sum + by, 0);
    check.that(
      grown <= Math.ceil(Math.sqrt(before)) + 1e-9,
      "Within less than a window the limit has grown by more than its square root.",
      { received: grown },
    );
  };

  for (const next of history) {
    if (next.do === "pass") {
      step(`${String(next.milliseconds)} ms pass`);
      caller.pass(next.milliseconds);
    } else if (next.do === "take") {
      const free = Math.max(0, Math.floor(known + 1e-9) - underWay.length);
      const taken = caller.take(next.most);
      step(`${String(next.most)} calls want to begin, and ${String(taken.length)} do`);
      underWay.push(...taken);
      check.equal(
        taken.length,
        Math.min(next.most, free),
        `The limit is ${known.toFixed(2)}, and ${String(underWay.length - taken.length)} calls were under way. ${String(next.most)} more wanted to begin, and so many did:`,
      );
      look();
    } else {
      const ending = next.which === "oldest" ? underWay.splice(0, next.count) : underWay.splice(-next.count);
      step(`the ${next.which} ${String(ending.length)} of those under way end as ${next.outcome}`);
      for (const { place, begun } of ending) {
        if (next.outcome !== "ignored" && begun >= lastCut) hasReason = true;
        place.release(next.outcome);
        look();
      }
    }
  }
  check.that(known >= SMALL.min && known <= SMALL.max, "The limit has left its bounds.", { received: known });
}

import type { RuleContext } from "#spec";
import fc from "fast-check";
import { Client, type Ending, type Exercise } from "./retries.ts";

/** Calls that begin together: how their attempts end, and how long it is until the next ones. */
interface Burst {
  readonly count: number;
  readonly endings: readonly Ending[];
  readonly remaining: number;
  readonly wait: number;
}

interface Traffic {
  readonly ratio: number;
  readonly reserve: number;
  readonly bursts: readonly Burst[];
}

/** What calls may come, and what may become of them. */
export const anyTraffic: fc.Arbitrary<Traffic> = fc.record({
  ratio: fc.constantFrom(0, 0.1, 0.25, 0.5),
  reserve: fc.integer({ min: 0, max: 4 }),
  bursts: fc.array(
    fc.record({
      count: fc.integer({ min: 1, max: 12 }),
      endings: fc.array(fc.constantFrom<Ending>("fails", "fails", "fails", "works", "declines"), {
        minLength: 4,
        maxLength: 4,
      }),
      remaining: fc.constantFrom(50, 250, 1_000, 60_000),
      wait: fc.constantFrom(0, 50, 100, 300, 2_000),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});

/** Makes the calls, and looks at every stretch of time. */
export async function follow(
  context: Pick<RuleContext<Exercise>, "exercise" | "settle" | "check" | "step">,
  { ratio, reserve, bursts }: Traffic,
): Promise<void> {
  const { check, step } = context;
  const client = new Client(context, { ratio, reserve, attempts: 4 });
  step(
    `in short: a ratio of ${String(ratio)}, a reserve of ${String(reserve)}, at most four attempts, pauses of 100, 200 and 300 ms`,
  );
  const callers: { answer: unknown }[] = [];
  const deadlines: number[] = [];
  for (const { count, endings, remaining, wait } of bursts) {
    step(
      `${String(client.time.elapsed() - 5_000)} ms: ${count === 1 ? "one call begins" : `${String(count)} calls begin`}, with ${String(remaining)} ms; the attempts: ${endings.join(", ")}`,
    );
    for (let call = 0; call < count; call += 1) deadlines.push(client.time.elapsed() - 5_000 + remaining);
    callers.push(...(await client.begin(count, (attempt) => endings[attempt - 1] ?? "fails", remaining)));
    await client.time.pass(wait);
  }
  await client.time.pass(60_000);
  check.that(
    callers.every(({ answer }) => answer !== undefined),
    "A minute after the last call began, a caller has no answer.",
  );

  for (const { call, number, at } of client.attempts) {
    check.that(
      at < (deadlines[call - 1] ?? 0),
      `An attempt was made at ${String(at)} ms, when nobody waited for it any more.`,
    );
    check.that(number <= 4, "A call was attempted more than four times.");
  }
  // A retry may be paid for when the attempt before it has failed, or when it is made.
  const made = client.attempts.map(({ number, at }) => ({ at, isRetry: number > 1 }));
  const paid = client.attempts.map(({ call, number, at }) => {
    const before = client.attempts.find((other) => other.call === call && other.number === number - 1);
    return { at: before?.at ?? at, isRetry: number > 1 };
  });
  check.that(
    Math.min(overdrawn(made, ratio), overdrawn(paid, ratio)) <= reserve + 1e-6,
    "In some stretch of time there were more retries than the reserve, and the ratio of the calls that began in it, can pay for.",
    {
      received: client.attempts.map(
        ({ call, number, at }) => `${String(at)} ms: call ${String(call)}, attempt ${String(number)}`,
      ),
    },
  );
}

/** By how many retries the worst stretch exceeds what its calls pay for. What happens at one moment is one. */
function overdrawn(events: readonly { readonly at: number; readonly isRetry: boolean }[], ratio: number): number {
  const moments = new Map<number, number>();
  for (const { at, isRetry } of events) moments.set(at, (moments.get(at) ?? 0) + (isRetry ? 1 : -ratio));
  let worst = 0;
  let upToHere = 0;
  for (const [, change] of [...moments].toSorted(([one], [other]) => one - other)) {
    upToHere = Math.max(0, upToHere + change);
    worst = Math.max(worst, upToHere);
  }
  return worst;
}

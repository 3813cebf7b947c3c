import type { RuleContext } from "#spec";
import fc from "fast-check";
import { Bench, checkKept, POLL, type Exercise } from "./pulls.ts";

interface History {
  readonly high: number;
  readonly gap: number;
  readonly committed: number;
  /** Milliseconds that records take, in turn. */
  readonly takes: readonly number[];
  readonly happenings: readonly { readonly write: number; readonly pass: number }[];
}

export const anyHistory: fc.Arbitrary<History> = fc.record({
  high: fc.integer({ min: 1, max: 6 }),
  gap: fc.integer({ min: 1, max: 6 }),
  committed: fc.integer({ min: 0, max: 3 }),
  takes: fc.array(fc.constantFrom(0, 1, 50, 999, 1_000, 1_001, 2_500), { minLength: 1, maxLength: 5 }),
  happenings: fc.array(
    fc.record({ write: fc.integer({ min: 0, max: 9 }), pass: fc.constantFrom(0, 1, 50, 500, 1_000, 3_000) }),
    { minLength: 1, maxLength: 8 },
  ),
});

/** Lets it happen, and looks after each moment. */
export async function followHistory(
  context: Pick<RuleContext<Exercise>, "exercise" | "settle" | "check" | "step">,
  { high, gap, committed, takes, happenings }: History,
): Promise<void> {
  const { check, step } = context;
  const low = Math.max(0, high - gap);
  const bench = new Bench(context, {
    high,
    low,
    committed,
    records: committed,
    takes: (offset) => takes[offset % takes.length] ?? 0,
  });
  step(
    `the marks are ${String(high)} and ${String(low)}; ${String(committed)} records are committed; the next ones take ${takes.join(", ")} ms, in turn`,
  );
  await bench.run();
  let written = committed;
  for (const { write, pass } of happenings) {
    step(`at ${String(bench.now)} ms ${String(write)} records are written; ${String(pass)} ms pass`);
    bench.write(write);
    written += write;
    await bench.pass(pass);
    checkKept(check, bench);
    check.equal(
      await bench.consumer.lag(),
      bench.unprocessed,
      "The lag is how many records of the log are not processed. It says:",
    );
  }
  step("nothing more is written, and everything is processed");
  await bench.pass((written + 1) * (2_500 + POLL));
  checkKept(check, bench);
  check.equal(
    bench.done.length,
    written - committed,
    "Time enough has passed for all that was written. Processed were:",
  );
  check.equal(bench.committed, written, "All is processed. Committed is:");
}

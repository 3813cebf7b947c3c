import fc, { type Arbitrary } from "fast-check";
import { CheckFailed, inWords, isNotImplemented, type CheckLog } from "./check.ts";
import { show } from "./show.ts";

// Taken before the judge wraps the timers to watch the learner's use of them.
const { setImmediate } = globalThis;

/** After so many cases, the event loop turns once. */
const CASES_A_TURN = 50;

interface Cases<T> {
  readonly arbitrary: Arbitrary<T>;
  readonly body: (value: T) => Promise<void> | void;
  readonly log: CheckLog;
  readonly seed: number;
  readonly runs: number;
  /** Look for a smaller case than the first that breaks it? Unless told otherwise. */
  readonly shrink?: boolean;
}

/**
 * Runs a rule's body on random cases, shrinks the first that breaks it, and runs that one again on
 * its own, so that the failure and the steps in the log are those of the smallest case.
 */
export async function forAllCases<T>({ arbitrary, body, log, seed, runs, shrink = true }: Cases<T>): Promise<void> {
  const before = log.steps.length;
  const runCase = async (value: T): Promise<void> => {
    log.steps.length = before;
    log.failure = undefined;
    await body(value);
    // A check may have failed inside a callback whose error the learner's code swallowed.
    if (log.failure !== undefined) throw new CheckFailed(log.failure);
  };

  let unwritten: Error | undefined;
  let cases = 0;
  const property = fc.asyncProperty(arbitrary, async (value) => {
    if (unwritten !== undefined) return;
    // Cases that never wait would keep the event loop from turning, and look like an endless loop.
    if ((cases += 1) % CASES_A_TURN === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
    try {
      await runCase(value);
    } catch (error) {
      if (!isNotImplemented(error)) throw error;
      unwritten = error;
    }
  });
  const details = await fc.check(property, { seed, numRuns: runs, endOnFailure: !shrink });
  if (unwritten !== undefined) throw unwritten;
  if (!details.failed) return;

  const smallest = details.counterexample?.[0];
  try {
    await runCase(smallest as T);
  } catch (error) {
    if (log.failure !== undefined) {
      log.failure = { ...log.failure, counterexample: { value: show(smallest), seed: details.seed } };
    }
    throw error;
  }
  log.failure = {
    kind: "broken-promise",
    happened:
      "A random case broke the promise, and kept it when the same case was run again: the answer depends on what happened before, so the code keeps something between calls that it should not.",
    steps: inWords(log.steps.slice(before)),
    counterexample: { value: show(smallest), seed: details.seed },
  };
  throw new CheckFailed(log.failure);
}

import type { Failure } from "../../src/judge/protocol.ts";
import type { Timeline } from "../../src/kit/index.ts";
import { same } from "./same.ts";
import { showValues } from "./show.ts";

/** Thrown by a check that failed, to end the rule there. The failure itself is already recorded. */
export class CheckFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.happened);
    this.name = "CheckFailed";
    this.failure = failure;
  }
}

/** What was seen and what should have been, for the two lines under a failure's sentence. */
export interface Values {
  readonly expected?: unknown;
  readonly received?: unknown;
  /** An error that was made in the learner's line at fault: its stack leads there. */
  readonly origin?: Error;
}

/**
 * The checks that a rule is made of.
 *
 * Each takes `happened`: what the learner's code did, in full sentences, said as if it had failed
 * ("Reading the stream back gave the caller's own array."). A failed check is recorded at once, so
 * code of the learner that catches the error cannot hide it.
 */
export interface Check {
  /** Fails with `happened` unless the condition is true. */
  readonly that: (condition: boolean, happened: string, values?: Values) => void;
  /** Fails unless both say the same thing (see `same`). */
  readonly equal: (received: unknown, expected: unknown, happened: string) => void;
  /**
   * Calls `action` and fails unless it throws or rejects with an error that `wanted` accepts.
   * Returns that error.
   */
  readonly fails: (action: () => unknown, wanted: (error: unknown) => boolean, happened: string) => Promise<unknown>;
  /** Calls `action` and fails if it throws or rejects. Returns what it gave. */
  readonly succeeds: <T>(action: () => T | Promise<T>, happened: string) => Promise<T>;
  /** Ends the rule as failed. */
  readonly fail: (happened: string, values?: Values) => never;
}

/** What a rule does next: a sentence, or a function that makes it where making it costs more than the step itself. */
export type Step = string | (() => string);

/** The steps in words: only a failure needs them. */
export const inWords = (steps: readonly Step[]): string[] =>
  steps.map((step) => (typeof step === "string" ? step : step()));

/** Where checks put what they find. */
export interface CheckLog {
  count: number;
  failure: Failure | undefined;
  readonly steps: Step[];
  /** What the learner's code threw, where a failure is about that: it leads to the line. */
  thrown?: unknown;
  /** What was tried on the simulated world, in words. */
  readonly explored: string[];
  /** The one schedule that was run again, where the promise held under it. */
  replayed?: Timeline;
}

/** An empty log. */
export const newCheckLog = (): CheckLog => ({ count: 0, failure: undefined, steps: [], explored: [] });

/** Is this the error that a stub throws? It says "not written yet", which is no failure of a promise. */
export const isNotImplemented = (error: unknown): error is Error =>
  error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED";

/** Makes the checks of one rule run; everything they find goes to `log`. */
export function createCheck(log: CheckLog): Check {
  const fail = (happened: string, { origin, ...values }: Values = {}): never => {
    const failure: Failure = {
      kind: "broken-promise",
      happened,
      ...showValues(values),
      ...(log.steps.length > 0 ? { steps: inWords(log.steps) } : {}),
    };
    if (log.failure === undefined) {
      log.failure = failure;
      if (origin !== undefined) log.thrown = origin;
    }
    throw new CheckFailed(failure);
  };

  return {
    that(condition, happened, values) {
      log.count += 1;
      if (!condition) fail(happened, values);
    },
    equal(received, expected, happened) {
      log.count += 1;
      if (!same(received, expected)) fail(happened, { expected, received });
    },
    async fails(action, wanted, happened) {
      log.count += 1;
      let result: unknown;
      try {
        result = await action();
      } catch (error) {
        if (error instanceof CheckFailed || isNotImplemented(error)) throw error;
        if (wanted(error)) return error;
        return fail(happened, { received: error });
      }
      return fail(happened, result === undefined ? {} : { received: result });
    },
    async succeeds(action, happened) {
      log.count += 1;
      try {
        return await action();
      } catch (error) {
        if (error instanceof CheckFailed || isNotImplemented(error)) throw error;
        return fail(happened, { received: error });
      }
    },
    fail(happened, values) {
      log.count += 1;
      return fail(happened, values);
    },
  };
}

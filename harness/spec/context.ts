import type { Arbitrary } from "fast-check";
import { createAttack, type AttackOptions, type Scene } from "../world/index.ts";
import { createCheck, newCheckLog, type Check, type CheckLog, type Step } from "./check.ts";
import { forAllCases } from "./for-all.ts";
import { createReplay, type Replay } from "./replay.ts";
import { sayingFaults } from "./say-faults.ts";

/** What a rule gets to work with. `E` is the module that the learner writes. */
export interface RuleContext<E> {
  /** The learner's module, evaluated afresh for this rule. */
  readonly exercise: E;
  /** Evaluates the learner's module once more: what a restart, or a second process, would see. */
  readonly fresh: () => Promise<E>;
  readonly check: Check;
  /**
   * Notes what the rule does next, as a sentence. A failure lists the steps that led to it. A sentence that
   * shows values is better given as a function: it is called only where something fails.
   */
  readonly step: (text: Step) => void;
  /** Begins another story within the rule: the steps before it are forgotten. */
  readonly scenario: (text: string) => void;
  /** Seeds whatever the rule draws at random; the same seed draws the same. */
  readonly seed: number;
  /**
   * Tries a scene on the simulated world: under every schedule, with every fault that `options` allow,
   * or under as many as there is time for. Fails with the shortest schedule that breaks its promise.
   */
  readonly attack: (scene: Scene<E>, options?: AttackOptions) => Promise<void>;
  /** Says something to whoever started the rule, beside its verdict: the answers of the shop. */
  readonly tell: (lines: readonly string[]) => void;
  /** Waits until nothing that is under way can go any further without a new call from outside. */
  readonly settle: () => Promise<void>;
  /**
   * Runs `body` on random values of `arbitrary` (100 unless told) and fails with the smallest
   * value that breaks it. Steps are those of that one case.
   */
  readonly forAll: <T>(
    arbitrary: Arbitrary<T>,
    body: (value: T) => Promise<void> | void,
    options?: { readonly runs?: number },
  ) => Promise<void>;
}

// Taken before the judge wraps the timers to watch the learner's use of them.
const { setImmediate } = globalThis;

/** An immediate runs only after every microtask, and every microtask that those add. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** What can differ from one run of a rule to the next. */
export interface RunOptions {
  /** Share of the random cases to run, above 0 and at most 1: whoever runs a rule again may be content with fewer. */
  readonly caseShare?: number | undefined;
  /** Look for the smallest case that breaks it? Nobody who only asks whether one does needs to. */
  readonly shrink?: boolean | undefined;
  /** The one schedule to run, where it is not all of them. */
  readonly replay?: Replay | undefined;
  readonly tell?: ((lines: readonly string[]) => void) | undefined;
}

/** A context, and what the engine reads from it when the rule is over. */
export interface RuleRun<E> {
  readonly context: RuleContext<E>;
  readonly log: CheckLog;
  usedSeed(): boolean;
}

/**
 * Makes the context of one run of one rule.
 */
export function createRuleRun<E>(
  exercise: E,
  fresh: () => Promise<E>,
  seed: number,
  { caseShare = 1, shrink = true, replay, tell = () => undefined }: RunOptions = {},
): RuleRun<E> {
  const log = newCheckLog();
  let usedSeed = false;
  const context: RuleContext<E> = {
    exercise,
    fresh,
    check: createCheck(log),
    step: (text) => void log.steps.push(text),
    scenario(text) {
      log.steps.length = 0;
      log.steps.push(text);
    },
    get seed() {
      usedSeed = true;
      return seed;
    },
    attack:
      replay === undefined ? sayingFaults(createAttack({ log, fresh, seed }), log) : createReplay(replay, log, fresh),
    settle,
    tell,
    forAll(arbitrary, body, options = {}) {
      usedSeed = true;
      return forAllCases({ arbitrary, body, log, seed, runs: Math.ceil((options.runs ?? 100) * caseShare), shrink });
    },
  };
  return { context, log, usedSeed: () => usedSeed };
}

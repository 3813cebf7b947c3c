import type { Failure, LoadProblem, RuleOutcome } from "./protocol.ts";
import type { TypeProblem } from "./typecheck.ts";

/** One promise of the exercise, and what became of it. */
export interface RuleVerdict {
  readonly id: string;
  readonly says: string;
  readonly why: string;
  /** Anchor in the lesson's guide. */
  readonly section: string;
  readonly outcome: RuleOutcome;
}

/** The idea that this wrong answer is known to come from. */
export interface Misconception {
  readonly belief: string;
  readonly section: string;
}

/** Why the run ended before all rules had reported. */
export interface Interruption {
  readonly failure: Failure;
  /** The rule that was running; absent while the file was being loaded. */
  readonly rule?: string;
}

/** Everything that was found out about one answer. */
export interface Verdict {
  readonly exercise: string;
  /** `error`: the answer could not be judged, through no fault of its own. */
  readonly status: "pass" | "fail" | "error";
  /** The learner's file. */
  readonly file: string;
  readonly rules: readonly RuleVerdict[];
  readonly types: readonly TypeProblem[];
  /** The module could not be loaded: no rule ran. */
  readonly problem?: LoadProblem;
  readonly interruption?: Interruption;
  /** The judge itself failed: a fault of the course, not of the answer. */
  readonly engineError?: string;
  readonly misconceptions: readonly Misconception[];
  /** What the learner's code printed, capped. */
  readonly output: string;
  readonly seed: number;
  /** Milliseconds from start to verdict. */
  readonly took: number;
}

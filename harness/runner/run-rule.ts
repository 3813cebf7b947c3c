import type { Failure, RuleReport } from "../../src/judge/protocol.ts";
import { CheckFailed, inWords, isNotImplemented, type CheckLog } from "../spec/check.ts";
import { createRuleRun } from "../spec/context.ts";
import { DoesNotFit, type Replay } from "../spec/replay.ts";
import type { RuleDefinition } from "../spec/rules-for.ts";
import { describeError, placeIn, thrownIn } from "./frames.ts";

/** How a rule's body ended, seen from outside. */
export type BodyEnd =
  | { readonly kind: "returned" }
  | { readonly kind: "threw"; readonly error: unknown }
  /** A guard ended the wait: the body never settled, or ran out of time. */
  | { readonly kind: "stopped"; readonly failure: Failure };

/** What surrounds a rule's body. The judge watches the process; Vitest has its own ways. */
export interface Surroundings {
  /** Runs the body to its end, however it ends. */
  run(body: () => Promise<void>): Promise<BodyEnd>;
  /** What the guards saw during the run (an exit, a patched global, …); the first one counts. */
  seen(): Failure | undefined;
}

/** Everything needed to run one rule on one module. */
export interface RuleTask {
  readonly definition: RuleDefinition;
  /** Evaluates the learner's module. */
  readonly evaluate: () => Promise<unknown>;
  /** Path of the learner's file, to find it in stack traces. */
  readonly file: string;
  readonly seed: number;
  /** Share of its random cases to run, above 0 and at most 1. */
  readonly caseShare?: number | undefined;
  /** Look for the smallest random case that breaks it? */
  readonly shrink?: boolean | undefined;
  /** The one schedule to run on the simulated world. */
  readonly replay?: Replay | undefined;
  /** Hears what the rule says beside its verdict. */
  readonly tell?: ((lines: readonly string[]) => void) | undefined;
  readonly surroundings: Surroundings;
}

/** What makes every later check of a rule worthless. Anything else is told after what the checks say. */
const UPSETTING: ReadonlySet<Failure["kind"]> = new Set<Failure["kind"]>(["exit", "kill", "patched-global", "memory"]);

/** Runs one rule and says what became of it. Never rejects. */
export async function runRule({
  definition,
  evaluate,
  file,
  seed,
  caseShare,
  shrink,
  replay,
  tell,
  surroundings,
}: RuleTask): Promise<RuleReport> {
  const run = createRuleRun(await evaluate(), evaluate, seed, { caseShare, shrink, replay, tell });
  const end = await surroundings.run(async () => definition.body(run.context));
  const seen = surroundings.seen();
  const report = (outcome: RuleReport["outcome"]): RuleReport => ({
    rule: definition.id,
    outcome,
    ...(run.usedSeed() ? { usedSeed: true } : {}),
    ...(definition.costly === true ? { costly: true } : {}),
  });
  const fail = (failure: Failure): RuleReport => report({ status: "fail", failure: withSteps(failure, run.log) });

  // A body that ran out of time is still at work: whatever else is seen may be its doing.
  if (end.kind === "stopped" && end.failure.kind === "too-slow") return fail(end.failure);
  if (seen !== undefined && UPSETTING.has(seen.kind)) return fail(seen);
  if (end.kind === "threw" && isNotImplemented(end.error)) return report({ status: "todo", what: end.error.message });
  if (end.kind === "threw" && end.error instanceof DoesNotFit)
    return report({ status: "unknown", reason: end.error.message });
  if (run.log.failure !== undefined) return fail(withPlace(run.log.failure, file, run.log));
  if (seen !== undefined) return fail(seen);
  if (end.kind === "stopped") return fail(end.failure);
  if (end.kind === "threw") return fail(threw(end.error, file));
  if (replay !== undefined && run.log.replayed === undefined)
    return report({ status: "unknown", reason: "The promise is not attacked as often as that." });
  if (run.log.count === 0) return report({ status: "unknown", reason: "The rule checked nothing." });
  const explored = run.log.explored.length === 0 ? {} : { explored: run.log.explored.join("; ") };
  const replayed = run.log.replayed === undefined ? {} : { timeline: run.log.replayed };
  return report({ status: "pass", checks: run.log.count, ...explored, ...replayed });
}

function withPlace(failure: Failure, file: string, log: CheckLog): Failure {
  const place = log.thrown === undefined ? undefined : placeIn(file, log.thrown);
  return place === undefined ? failure : { ...failure, place };
}

const withSteps = (failure: Failure, log: CheckLog): Failure =>
  failure.steps !== undefined || log.steps.length === 0 ? failure : { ...failure, steps: inWords(log.steps) };

/** An error that no check raised: thrown by the learner's code, or by a rule that met an odd value. */
function threw(error: unknown, file: string): Failure {
  if (error instanceof CheckFailed) return error.failure;
  const place = placeIn(file, error);
  const happened =
    thrownIn(file, error) || place !== undefined
      ? `Your code threw ${describeError(error)}.`
      : `The rule could not use what your code gave back: ${describeError(error)}. Most often something returned undefined, or a promise was not awaited.`;
  return { kind: "threw", happened, ...(place === undefined ? {} : { place }) };
}

import type { Run } from "./converse.ts";
import { toSource } from "./places.ts";
import type { CompiledModule, RuleOutcome, SourcePlace } from "./protocol.ts";

/** Translates every place from the compiled code to the learner's file. */
export async function translate(run: Run, module: CompiledModule): Promise<Run> {
  const mapped = async (place: SourcePlace | undefined): Promise<{ place?: SourcePlace }> =>
    place === undefined ? {} : { place: await toSource(place, module) };
  const reports = new Map<string, RuleOutcome>();
  for (const [rule, outcome] of run.reports) {
    reports.set(
      rule,
      outcome.status === "fail"
        ? { ...outcome, failure: { ...outcome.failure, ...(await mapped(outcome.failure.place)) } }
        : outcome,
    );
  }
  return {
    ...run,
    reports,
    ...(run.problem === undefined ? {} : { problem: { ...run.problem, ...(await mapped(run.problem.place)) } }),
    ...(run.interruption === undefined
      ? {}
      : {
          interruption: {
            ...run.interruption,
            failure: { ...run.interruption.failure, ...(await mapped(run.interruption.failure.place)) },
          },
        }),
  };
}

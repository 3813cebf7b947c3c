import type { Exercise } from "../catalogue/index.ts";
import type { Compilation } from "./compile.ts";
import { converse, type Judging, type Run, type Told } from "./converse.ts";
import { JudgeProcess } from "./process.ts";
import type { CompiledModule, Job } from "./protocol.ts";
import { translate } from "./translate.ts";

/** Milliseconds that one rule may take. */
const RULE_TIMEOUT = 8000;

/** One answer, ready to be held against the rules of its exercise. */
export interface Answer {
  readonly exercise: Exercise;
  readonly spec: Compilation | undefined;
  readonly subject: Compilation | undefined;
  readonly seed: number;
  /** Only these rules. */
  readonly rules?: readonly string[] | undefined;
  /** Only this schedule of the one rule. */
  readonly replay?: string | undefined;
  /** Ends every process that runs for this answer. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs the rules on one answer in a judge process, and says where things happened in the learner's own terms. */
export async function runAnswer(child: Judging, answer: Answer): Promise<Run> {
  const { exercise, subject, seed, rules, replay, signal } = answer;
  const spec = moduleOf(answer.spec);
  if (subject === undefined || spec === undefined) {
    return {
      reports: new Map(),
      seeded: new Set(),
      costly: new Set(),
      engineError: `The rules of ${exercise.id} do not compile; the course files may be damaged.`,
    };
  }
  if ("problem" in subject)
    return { reports: new Map(), seeded: new Set(), costly: new Set(), problem: subject.problem };
  const job: Job = {
    id: 1,
    spec,
    subject: subject.module,
    exports: exercise.exports,
    ...(rules === undefined ? {} : { rules }),
    seed,
    allowedImports: exercise.needs,
    ruleTimeout: RULE_TIMEOUT,
    ...(replay === undefined ? {} : { replay }),
  };
  return runJob(child, job, { signal });
}

/** Runs a job to its end, however it ends: what hung is looked at more closely. Places are the source's own. */
export async function runJob(
  child: Judging,
  job: Job,
  { signal, told }: { readonly signal?: AbortSignal | undefined; readonly told?: Told | undefined } = {},
): Promise<Run> {
  const run = await converse(child, job, told);
  return translate(run.stalled === undefined ? run : await runProbed(child.root, job, signal, told), job.subject);
}

/**
 * Runs a job once more that hung, with every loop of the subject reporting, to learn which one never
 * ends. If it does not hang this time, the machine was only busy, and this run is the one that counts.
 */
async function runProbed(
  root: string,
  job: Job,
  signal: AbortSignal | undefined,
  told: Told | undefined,
): Promise<Run> {
  const { probe } = await import("./probe.ts");
  const probed = await probe(job.subject);
  const child = new JudgeProcess(root);
  const end = (): void => child.end();
  signal?.addEventListener("abort", end);
  if (signal?.aborted === true) end();
  try {
    const run = await converse(child, { ...job, subject: probed.module, probed: true }, told);
    const place = typeof run.stalled === "number" ? probed.place(run.stalled) : undefined;
    if (run.interruption === undefined || place === undefined) return run;
    return { ...run, interruption: { ...run.interruption, failure: { ...run.interruption.failure, place } } };
  } finally {
    signal?.removeEventListener("abort", end);
    child.end();
  }
}

const moduleOf = (compilation: Compilation | undefined): CompiledModule | undefined =>
  compilation !== undefined && "module" in compilation ? compilation.module : undefined;

import { explainEnd } from "./explain-end.ts";
import type { JudgeProcess } from "./process.ts";
import type { Job, JudgeMessage, LoadProblem, RuleOutcome } from "./protocol.ts";
import type { Interruption } from "./verdict.ts";

/** What came of running the rules, before it is held against the manifest. */
export interface Run {
  readonly reports: ReadonlyMap<string, RuleOutcome>;
  /** Rules that drew random cases. */
  readonly seeded: ReadonlySet<string>;
  /** Rules of which the spec says that they cost much. */
  readonly costly: ReadonlySet<string>;
  /** Every rule that the spec states, in its order; absent where it was not reached. */
  readonly stated?: readonly string[];
  readonly problem?: LoadProblem;
  readonly interruption?: Interruption;
  readonly engineError?: string;
  /** The process was ended because nothing yielded. A probed subject tells the number of the loop. */
  readonly stalled?: number | "somewhere";
  /** Of a replay: what was printed, and behind how many entries of its timeline. */
  readonly printed?: readonly { readonly after: number; readonly text: string }[];
}

/** What can be given a job: a judge in a process of its own, or in this one. */
export type Judging = Pick<JudgeProcess, "root" | "ended" | "listen" | "judge">;

/** Hears what a rule says beside its verdict. */
export type Told = (lines: readonly string[]) => void;

/** Hands over the job and listens until it ends or the process does. */
export async function converse(child: Judging, job: Job, told: Told = () => undefined): Promise<Run> {
  const reports = new Map<string, RuleOutcome>();
  const seeded = new Set<string>();
  const costly = new Set<string>();
  let stated: readonly string[] | undefined;
  let problem: LoadProblem | undefined;
  let engineError: string | undefined;
  let current: string | undefined;
  let stuckAt: number | undefined;
  let happened: number | undefined;
  const printed: { readonly after: number; readonly text: string }[] = [];
  const finished = new Promise<"finished">((resolve) => {
    child.listen((message: JudgeMessage) => {
      if (message.type === "load-problem") problem = message.problem;
      else if (message.type === "rule-started") current = message.rule;
      else if (message.type === "rule-ended") {
        reports.set(message.report.rule, message.report.outcome);
        if (message.report.usedSeed === true) seeded.add(message.report.rule);
        if (message.report.costly === true) costly.add(message.report.rule);
        current = undefined;
      } else if (message.type === "stuck") stuckAt = message.index;
      else if (message.type === "engine-error") engineError = message.message;
      else if (message.type === "told") told(message.lines);
      else if (message.type === "replaying") happened = 0;
      else if (message.type === "happened") happened = (happened ?? 0) + 1;
      else if (message.type === "output" && happened !== undefined)
        printed.push({ after: happened, text: message.text });
      if (message.type === "job-ended") stated = message.rules;
      if (message.type === "job-ended" || message.type === "engine-error") resolve("finished");
    });
  });
  child.judge(job);
  const end = await Promise.race([finished, child.ended]);
  const base = {
    reports,
    seeded,
    costly,
    ...(stated === undefined ? {} : { stated }),
    ...(problem === undefined ? {} : { problem }),
    ...(engineError === undefined ? {} : { engineError }),
    ...(happened === undefined ? {} : { printed }),
  };
  if (end === "finished") return base;
  return {
    ...base,
    ...(end.reason === "stalled" ? { stalled: stuckAt ?? "somewhere" } : {}),
    interruption: { failure: explainEnd(end), ...(current === undefined ? {} : { rule: current }) },
  };
}

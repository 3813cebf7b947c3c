import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Exercise } from "../catalogue/index.ts";
import type { TimelineEntry } from "../kit/index.ts";
import { assemble } from "./assemble.ts";
import { compile, type Compilation } from "./compile.ts";
import type { Judging, Run } from "./converse.ts";
import { DEFAULT_SEED } from "./judge.ts";
import { JudgeProcess } from "./process.ts";
import type { CompiledModule, Job, JudgeMessage } from "./protocol.ts";
import { runAnswer } from "./run-answer.ts";
import type { Verdict } from "./verdict.ts";

/** Which schedule, and where it runs. */
export interface ReplayOptions {
  /** Folder of the clone. */
  readonly root: string;
  readonly rule: string;
  readonly schedule: string;
  /** Run it in this very process, where a debugger can stop it, and tell each thing as it happens. */
  readonly inProcess?: { readonly happens: (entry: TimelineEntry) => void };
}

/** A verdict on the one rule under the one schedule. */
export interface Replayed {
  readonly verdict: Verdict;
  /** What the learner's code printed; nothing where that went straight to this process's own output. */
  readonly printed: NonNullable<Run["printed"]>;
}

/** Runs one schedule of one rule again. */
export async function replay(exercise: Exercise, file: string, options: ReplayOptions): Promise<Replayed> {
  const { root, rule, schedule, inProcess } = options;
  const started = performance.now();
  const compiled = await compile([exercise.files.spec, file]);
  const answer = { exercise, spec: compiled.get(exercise.files.spec), seed: DEFAULT_SEED, rules: [rule] } as const;
  const finish = (run: Run, output: string): Replayed => ({
    verdict: assemble({ exercise, file, seed: DEFAULT_SEED, run, types: [], output, started, only: [rule] }),
    printed: run.printed ?? [],
  });
  if (inProcess !== undefined) {
    const subject = debuggable(compiled.get(file));
    return finish(await runAnswer(judgeHere(root, inProcess.happens), { ...answer, subject, replay: schedule }), "");
  }
  const child = new JudgeProcess(root);
  try {
    const run = await runAnswer(child, { ...answer, subject: compiled.get(file), replay: schedule });
    return finish(run, child.output);
  } finally {
    child.end();
  }
}

/** What `harness/runner/in-process.ts` exports. */
interface InProcess {
  runJobHere(job: Job, send: (message: JudgeMessage) => void): Promise<void>;
}

/** A judge in this process: no guards, no limits. It is bundled on its own, like the one in a process of its own. */
function judgeHere(root: string, happens: (entry: TimelineEntry) => void): Judging {
  const require = createRequire(join(root, "package.json"));
  const { runJobHere } = require(join(root, "dist", "judge", "in-process.cjs")) as InProcess;
  let hear: (message: JudgeMessage) => void = () => undefined;
  return {
    root,
    ended: new Promise(() => undefined),
    listen: (listener) => void (hear = listener),
    judge: (job) =>
      void runJobHere(job, (message) => {
        if (message.type === "happened") happens(message.entry);
        hear(message);
      }),
  };
}

/** The same module with its source map inside, its sources as addresses: where a debugger looks for them. */
function debuggable(compilation: Compilation | undefined): Compilation | undefined {
  if (compilation === undefined || !("module" in compilation) || compilation.module.map === undefined)
    return compilation;
  const { module } = compilation;
  const map = JSON.parse(module.map ?? "{}") as { sources?: readonly string[] };
  const sources = (map.sources ?? []).map((source) => pathToFileURL(resolve(process.cwd(), "out", source)).href);
  const inline = Buffer.from(JSON.stringify({ ...map, sources })).toString("base64");
  const code = `${module.code}\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inline}`;
  return { module: { ...module, code } satisfies CompiledModule };
}

import type { Exercise } from "../catalogue/index.ts";
import { assemble } from "./assemble.ts";
import { compile, type Compilation } from "./compile.ts";
import { checkTypes } from "./check-types.ts";
import { DEFAULT_SEED } from "./judge.ts";
import type { Run } from "./converse.ts";
import { JudgeProcess } from "./process.ts";
import { runAnswer } from "./run-answer.ts";
import type { TypeProblem } from "./typecheck.ts";
import type { Verdict } from "./verdict.ts";

/** What a warm judge needs to know. */
export interface WarmJudgeOptions {
  /** Folder of the clone. */
  readonly root: string;
  /** Skip the type check. Only benchmarks do. */
  readonly types?: boolean;
}

/** A check that has begun. */
export interface Attempt {
  /** Runs the rules, and says what came of it all; `undefined` where the attempt was ended first. */
  finish(): Promise<Verdict | undefined>;
  /** Stops whatever runs for this attempt: its content is no longer the newest. */
  end(): void;
}

/** A judge process that waits for its one job, with everything loaded and compiled. */
interface Spare {
  readonly child: JudgeProcess;
  /** The compiled rules, once the process has been through them; `undefined` where it died first. */
  readonly warmed: Promise<Compilation | undefined>;
}

interface Ready {
  readonly child: JudgeProcess;
  readonly spec: Compilation;
}

/** While a run takes this long (milliseconds), the next spare is started beside it. */
const SLOW_RUN = 250;

/**
 * Judges one exercise again and again, each time in a process of its own that was started before.
 *
 * A spare process has run the reference answer through the rules: by then Node has compiled every
 * function that the learner's run needs. It judges one answer and is ended.
 */
export class WarmJudge {
  readonly #exercise: Exercise;
  readonly #options: WarmJudgeOptions;
  #spare: Spare | undefined;
  #closed = false;

  constructor(exercise: Exercise, options: WarmJudgeOptions) {
    this.#exercise = exercise;
    this.#options = options;
    this.#prepare();
  }

  /** Resolves when the next check can be as fast as it gets. */
  async ready(): Promise<void> {
    await this.#spare?.warmed;
  }

  /**
   * Starts what costs no judge process, so that it runs while the file settles: reading, compiling
   * and type-checking. End the attempt if the file changes before it is finished.
   */
  begin(): Attempt {
    const started = performance.now();
    const file = this.#exercise.files.workspace;
    const abort = new AbortController();
    const types = this.#types(file, abort.signal);
    const subject = compile([file]).then((compiled) => compiled.get(file));
    // Both are awaited in `finish`, which may come later than their failure, or never.
    types.catch(() => undefined);
    subject.catch(() => undefined);
    return {
      finish: async () => {
        if (abort.signal.aborted) return undefined;
        const next = setTimeout(() => this.#prepare(), SLOW_RUN);
        try {
          const ran = await this.#run(await subject, abort.signal);
          const about = { exercise: this.#exercise, file, seed: DEFAULT_SEED, started, only: undefined };
          const found = await types;
          return abort.signal.aborted ? undefined : assemble({ ...about, ...ran, types: found });
        } catch (error) {
          if (abort.signal.aborted) return undefined;
          throw error;
        } finally {
          clearTimeout(next);
          // The verdict is shown first; then there is time for the next process.
          setImmediate(() => this.#prepare());
        }
      },
      end: () => abort.abort(),
    };
  }

  /** Ends the spare. Attempts under way are ended by whoever began them. */
  close(): void {
    this.#closed = true;
    this.#spare?.child.end();
    this.#spare = undefined;
  }

  #types(file: string, signal: AbortSignal): Promise<readonly TypeProblem[]> {
    if (this.#options.types === false) return Promise.resolve([]);
    return checkTypes(this.#exercise, file, this.#options.root, signal);
  }

  /** Runs the rules in the spare, and ends it. A file that cannot be compiled needs none. */
  async #run(subject: Compilation | undefined, signal: AbortSignal): Promise<{ run: Run; output: string }> {
    if (subject !== undefined && "problem" in subject)
      return {
        run: { reports: new Map(), seeded: new Set(), costly: new Set(), problem: subject.problem },
        output: "",
      };
    const { child, spec } = await this.#take(signal);
    try {
      const run = await runAnswer(child, { exercise: this.#exercise, spec, subject, seed: DEFAULT_SEED, signal });
      return { run, output: child.output };
    } finally {
      child.end();
    }
  }

  /** The spare, or a new process where there is none or it died while it waited. */
  async #take(signal: AbortSignal): Promise<Ready> {
    const waiting = this.#spare;
    this.#spare = undefined;
    const spare = waiting === undefined ? undefined : await whenReady(waiting, signal);
    signal.throwIfAborted();
    const ready = spare ?? (await whenReady(startSpare(this.#exercise, this.#options.root), signal));
    if (ready !== undefined) return ready;
    throw new Error("The process that runs the rules ended before it had begun. `npm run doctor` says what is wrong.");
  }

  #prepare(): void {
    if (this.#closed || this.#spare !== undefined) return;
    const spare = startSpare(this.#exercise, this.#options.root);
    this.#spare = spare;
    // A spare that dies while it waits is forgotten; the next check starts another.
    void spare.child.ended.then(() => {
      if (this.#spare === spare) this.#spare = undefined;
    });
  }
}

/** The spare once it is warm; `undefined` where it has died. The signal ends it. */
async function whenReady({ child, warmed }: Spare, signal: AbortSignal): Promise<Ready | undefined> {
  signal.addEventListener("abort", () => child.end());
  const spec = await warmed;
  return spec !== undefined && child.isAlive ? { child, spec } : undefined;
}

function startSpare(exercise: Exercise, root: string): Spare {
  const child = new JudgeProcess(root);
  return { child, warmed: warmUp(child, exercise) };
}

/** Leads the reference answer through the rules, and forgets what it printed. */
async function warmUp(child: JudgeProcess, exercise: Exercise): Promise<Compilation | undefined> {
  const { spec, solution } = exercise.files;
  try {
    const compiled = await compile([spec, solution]);
    const rules = compiled.get(spec);
    await runAnswer(child, { exercise, spec: rules, subject: compiled.get(solution), seed: DEFAULT_SEED });
    child.output = "";
    return child.isAlive ? rules : undefined;
  } catch {
    return undefined;
  }
}

import { join } from "node:path";
import { compile, type Compilation } from "./compile.ts";
import { DEFAULT_SEED } from "./judge.ts";
import type { LabPart } from "./lab-parts.ts";
import type { LabMessage, LabReport, LabRow, LabSettings } from "./lab-settings.ts";
import { DEFAULT_LIMITS, JudgeProcess, type ProcessLimits } from "./process.ts";
import type { CompiledModule, Failure, Job, LoadProblem } from "./protocol.ts";
import { runJob } from "./run-answer.ts";

/** Milliseconds for one simulation: two seconds are enough, and a machine that is busy takes ten times as long. */
const PATIENCE = 60_000;
/** The simulation is ended by its own limit, which says more. */
const LIMITS: ProcessLimits = { ...DEFAULT_LIMITS, job: PATIENCE + 5_000 };
const RULE = "backpressure";

/** What came of a simulation. */
export type LabAnswer =
  | { readonly kind: "report"; readonly report: LabReport }
  /** The part is not written yet. */
  | { readonly kind: "unwritten"; readonly what: string }
  /** The part cannot even be loaded. */
  | { readonly kind: "problem"; readonly problem: LoadProblem }
  /** It hung, threw, filled the memory, or did what no answer may do. */
  | { readonly kind: "failed"; readonly failure: Failure };

/** What is simulated. */
export interface LabOrder {
  readonly settings: LabSettings;
  readonly part: LabPart;
  /** Where the part's code is. */
  readonly file: string;
  /** Built-in modules that it may import. */
  readonly needs: readonly string[];
}

/** The lab in a judge process: the learner's code runs nowhere else. */
export class LabProcess {
  readonly #root: string;
  readonly #child: JudgeProcess;
  readonly #spec: Promise<Compilation | undefined>;

  /** Starts the process at once, so that it is there when the first simulation begins. */
  constructor(root: string) {
    this.#root = root;
    this.#child = new JudgeProcess(root, LIMITS);
    const file = join(root, "harness", "lab", "lab.spec.ts");
    this.#spec = compile([file]).then((compiled) => compiled.get(file));
  }

  /**
   * Simulates. Ask once.
   *
   * @param told hears of each stretch of time when it is over
   */
  async run({ settings, part, file, needs }: LabOrder, told: (row: LabRow) => void): Promise<LabAnswer> {
    const compiled = (await compile([file])).get(file);
    if (compiled === undefined) throw new Error(`${file} was not compiled.`);
    if ("problem" in compiled) return { kind: "problem", problem: compiled.problem };
    const job: Job = {
      id: 1,
      spec: await this.#specification(),
      subject: withSettings(compiled.module, settings, part),
      exports: { [part.creates]: "function" },
      rules: [RULE],
      seed: DEFAULT_SEED,
      allowedImports: needs,
      ruleTimeout: PATIENCE,
    };
    let rows: LabRow[] = [];
    let end: Omit<LabReport, "rows"> | undefined;
    const run = await runJob(this.#child, job, {
      told([text = "{}"]) {
        const message = JSON.parse(text) as LabMessage;
        if ("end" in message) end = message.end;
        else {
          // What hung is looked at a second time, from the beginning.
          if (message.row.from === 0) rows = [];
          rows.push(message.row);
          told(message.row);
        }
      },
    });
    const outcome = run.reports.get(RULE);
    if (run.problem !== undefined) return { kind: "problem", problem: run.problem };
    if (run.engineError !== undefined) throw new Error(run.engineError);
    if (run.interruption !== undefined) return { kind: "failed", failure: run.interruption.failure };
    if (outcome?.status === "fail") return { kind: "failed", failure: outcome.failure };
    if (outcome?.status === "todo") return { kind: "unwritten", what: outcome.what };
    if (end === undefined) throw new Error("The simulation ended without a report.");
    return { kind: "report", report: { rows, ...end } };
  }

  end(): void {
    this.#child.end();
  }

  async #specification(): Promise<CompiledModule> {
    const compilation = await this.#spec;
    if (compilation === undefined || "problem" in compilation)
      throw new Error(
        `The lab of ${this.#root} could not be compiled: ${compilation?.problem.message ?? "it is missing"}`,
      );
    return compilation.module;
  }
}

/** The settings are data behind the compiled part, which the spec finds under its own name: a map of its lines stays right. */
const withSettings = (module: CompiledModule, settings: LabSettings, { noun }: LabPart): CompiledModule => ({
  ...module,
  code: `${module.code}\nmodule.exports = { ...module.exports, part: module.exports, settings: ${JSON.stringify(settings)}, noun: ${JSON.stringify(noun)} };\n`,
});

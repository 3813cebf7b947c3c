import { join } from "node:path";
import { compile, compileText, type Compilation } from "./compile.ts";
import type { Told } from "./converse.ts";
import { DEFAULT_SEED } from "./judge.ts";
import { JudgeProcess } from "./process.ts";
import { toSource } from "./places.ts";
import type { CompiledModule, Failure, Job, LoadProblem } from "./protocol.ts";
import { runJob } from "./run-answer.ts";
import type { ShopEntry } from "./shop-entry.ts";

/** Milliseconds for one question to the shop. */
const PATIENCE = 30_000;
/** Commands that come at the same moment in an attack. */
const RUSH = 3;

/** What the parts together are called in a stack trace. */
const NAME = "shop";

/** What came of one question to the shop. */
export type ShopAnswer =
  | { readonly kind: "said"; readonly lines: readonly string[]; readonly explored?: string }
  /** One of the parts cannot even be loaded. */
  | { readonly kind: "problem"; readonly problem: LoadProblem }
  /** It broke its promise, or never came to an end. */
  | { readonly kind: "failed"; readonly failure: Failure };

/** The file of each part, by its key. */
export type ShopFiles = Readonly<Record<string, string>>;

/** What the shop is made of. */
export interface ShopMade {
  readonly files: ShopFiles;
  /** Built-in modules that the parts may import. */
  readonly needs: readonly string[];
}

/** The order service in a judge process. It is asked for one thing at a time. */
export class ShopProcess {
  readonly #root: string;
  #child: JudgeProcess;
  #spec: Promise<Compilation | undefined> | undefined;
  #jobs = 0;

  /** Starts the process at once, so that it is warm when the first line is typed. */
  constructor(root: string) {
    this.#root = root;
    this.#child = new JudgeProcess(root);
  }

  /** Runs a whole session again, and says what its last line was answered. */
  run(made: ShopMade, session: readonly ShopEntry[]): Promise<ShopAnswer> {
    return this.#ask("session", made, session);
  }

  /** Lets the session's last commands come at the same moment, and looks for what breaks. */
  attack(made: ShopMade, session: readonly ShopEntry[], told: Told): Promise<ShopAnswer> {
    return this.#ask("attack", made, session, told);
  }

  end(): void {
    this.#child.end();
  }

  async #ask(
    rule: "session" | "attack",
    { files, needs }: ShopMade,
    session: readonly ShopEntry[],
    told?: Told,
  ): Promise<ShopAnswer> {
    const spec = await this.#specification();
    // Compiled for each question: whatever was saved meanwhile is what runs.
    const parts = await compileText(NAME, entryOf(files), this.#root);
    if ("problem" in parts) return { kind: "problem", problem: parts.problem };
    const subject = withSession(parts.module, session);
    if (!this.#child.isAlive) this.#child = new JudgeProcess(this.#root);
    const job: Job = {
      id: (this.#jobs += 1),
      spec,
      subject,
      exports: {},
      rules: [rule],
      seed: DEFAULT_SEED,
      allowedImports: needs,
      ruleTimeout: PATIENCE,
    };
    const lines: string[] = [];
    const run = await runJob(this.#child, job, {
      told(more) {
        lines.push(...more);
        told?.(more);
      },
    });
    const outcome = run.reports.get(rule);
    if (run.problem !== undefined) return { kind: "problem", problem: run.problem };
    if (run.engineError !== undefined) throw new Error(run.engineError);
    if (run.interruption !== undefined) {
      this.#child.end();
      return { kind: "failed", failure: run.interruption.failure };
    }
    if (outcome?.status === "fail") return { kind: "failed", failure: outcome.failure };
    if (outcome?.status === "todo") return { kind: "said", lines: [outcome.what] };
    const explored = outcome?.status === "pass" ? outcome.explored : undefined;
    const said = await Promise.all(lines.map((line) => withSource(line, subject)));
    return { kind: "said", lines: said, ...(explored === undefined ? {} : { explored }) };
  }

  async #specification(): Promise<CompiledModule> {
    const file = join(this.#root, "harness", "shop", "shop.spec.ts");
    this.#spec ??= compile([file]).then((compiled) => compiled.get(file));
    const compilation = await this.#spec;
    if (compilation === undefined || "problem" in compilation)
      throw new Error(`${file} could not be compiled: ${compilation?.problem.message ?? "it is missing"}`);
    return compilation.module;
  }
}

/** A module that has all parts, each under its key. */
const entryOf = (files: ShopFiles): string =>
  Object.entries(files)
    .map(([key, file]) => `export * as ${key} from ${JSON.stringify(file)};`)
    .join("\n");

/** The session is data behind the compiled parts: a map of their lines stays right. */
const withSession = (module: CompiledModule, session: readonly ShopEntry[]): CompiledModule => ({
  ...module,
  code: `${module.code}\nmodule.exports = { ...module.exports, session: ${JSON.stringify(session)}, rush: ${String(RUSH)} };\n`,
});

/** A line that ends with a place in the compiled parts gets the file and line that it came from. */
async function withSource(text: string, module: CompiledModule): Promise<string> {
  const [compiled, line, column] = / \(shop:(\d+):(\d+)\)$/.exec(text) ?? [];
  if (compiled === undefined) return text;
  const place = await toSource({ file: NAME, line: Number(line), column: Number(column) }, module);
  return `${text.slice(0, -compiled.length)} (${place.file}:${String(place.line)})`;
}

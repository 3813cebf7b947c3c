import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Exercise, Mistake } from "../catalogue/index.ts";
import {
  DEFAULT_SEED,
  fingerprintOf,
  placeOfFailure,
  VARIES,
  type CompiledModule,
  type Compilation,
  type Failure,
  type Job,
  type Run,
} from "../judge/index.ts";
import type { Finding } from "./finding.ts";
import type { JudgePool } from "./pool.ts";

/** Further seeds for rules that draw random cases, so that no verdict hangs on one lucky draw. */
const MORE_SEEDS = [1, 2, 3];
const MANY_SEEDS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];
/**
 * With a further seed, a right answer gets so much of a rule's random cases. The seed that learners get has seen
 * all of them, and a law of a thousand cases is most of what a right answer costs.
 */
const FURTHER_SHARE = 0.25;
/** A rule that checks more than this on a right answer costs too much to be run on every wrong one. */
const CHEAP = 200;
/** Seeds under which a mistake must be caught. */
const MISTAKE_SEEDS = [DEFAULT_SEED, 7, 77];
const RULE_TIMEOUT = 10_000;
const MOST_STUB_LINES = 60;

/**
 * How much is looked at. `usual`: a mistake runs the rules that it says it breaks, and of the others those
 * that cost little. `thorough`: all of them, and right answers with more seeds and all cases of each.
 * `update`: as usual, and how each fails is measured instead of compared.
 */
export type Depth = "usual" | "thorough" | "update";

/** How a job draws its random cases. */
type Draws = Pick<Job, "caseShare" | "shrink">;

/** Proves what an exercise's kept answers are there to prove. */
export class AnswerProof {
  readonly findings: Finding[] = [];
  /** How each mistake was seen to fail. */
  readonly signatures: Record<string, Record<string, string>> = {};
  /** At which check it did, for the mistakes whose value there is another one each time. */
  readonly #places: Record<string, Record<string, string>> = {};
  readonly #exercise: Exercise;
  readonly #compiled: ReadonlyMap<string, Compilation>;
  readonly #pool: JudgePool;
  readonly #depth: Depth;
  /** Rules that try every schedule, or very many cases: one that holds is the expensive one. */
  readonly #expensive = new Set<string>();

  constructor(exercise: Exercise, compiled: ReadonlyMap<string, Compilation>, pool: JudgePool, depth: Depth) {
    this.#depth = depth;
    this.#exercise = exercise;
    this.#compiled = compiled;
    this.#pool = pool;
  }

  async run(): Promise<readonly Finding[]> {
    const { files, alternatives, mistakes } = this.#exercise;
    this.#checkCounts();
    this.#checkStubText();
    if (this.#module(files.spec) === undefined || this.#module(files.stub) === undefined) return this.findings;
    const isThorough = this.#depth === "thorough";
    await Promise.all([
      this.#stubFails(),
      this.#accepts(files.solution, "the solution", isThorough ? MANY_SEEDS : MORE_SEEDS),
    ]);
    await Promise.all([
      // Each has seeds of its own: together they see more than the same ones again would show.
      ...alternatives.map(({ file }, index) =>
        this.#accepts(file, "a right answer", isThorough ? MANY_SEEDS : [4 + 2 * index, 5 + 2 * index]),
      ),
      ...mistakes.map((mistake) => this.#rejects(mistake)),
    ]);
    return this.findings;
  }

  #add(file: string, message: string, rule?: string): void {
    this.findings.push({ where: this.#exercise.id, file, message, ...(rule === undefined ? {} : { rule }) });
  }

  #checkCounts(): void {
    const { files, alternatives, mistakes, rules } = this.#exercise;
    if (alternatives.length < 2)
      this.#add(files.manifest, `has ${String(alternatives.length)} alternatives; it needs at least 2.`);
    if (mistakes.length < 3) this.#add(files.manifest, `has ${String(mistakes.length)} mistakes; it needs at least 3.`);
    for (const { id } of rules) {
      if (!mistakes.some(({ breaks }) => breaks.includes(id))) {
        this.#add(files.spec, "no kept mistake breaks this rule, so nothing proves that it can fail.", id);
      }
    }
  }

  #checkStubText(): void {
    const { stub } = this.#exercise.files;
    const source = readFileSync(stub, "utf8");
    const lines = source.trimEnd().split("\n").length;
    const todos = source.match(/\bTODO\b/g)?.length ?? 0;
    if (lines > MOST_STUB_LINES)
      this.#add(stub, `has ${String(lines)} lines; a stub has at most ${String(MOST_STUB_LINES)}.`);
    if (todos < 1 || todos > 3) this.#add(stub, `has ${String(todos)} TODOs; a stub has one to three.`);
    if (Object.keys(this.#exercise.exports).length === 0)
      this.#add(stub, 'exports no function: write "export function …".');
  }

  /** The module, or nothing and a finding where it does not compile. */
  #module(file: string): CompiledModule | undefined {
    const compilation = this.#compiled.get(file);
    if (compilation !== undefined && "module" in compilation) return compilation.module;
    this.#add(file, compilation === undefined ? "is missing." : compilation.problem.message);
    return undefined;
  }

  #job(subject: CompiledModule, seed: number, rules?: readonly string[], draws?: Draws): Job | undefined {
    const spec = this.#module(this.#exercise.files.spec);
    if (spec === undefined) return undefined;
    return {
      id: 1,
      spec,
      subject,
      exports: this.#exercise.exports,
      seed,
      ...draws,
      allowedImports: this.#exercise.needs,
      ruleTimeout: RULE_TIMEOUT,
      ...(rules === undefined ? {} : { rules }),
    };
  }

  async #judge(
    file: string,
    seed: number,
    rules?: readonly string[],
    { alone = false, ...draws }: Draws & { readonly alone?: boolean } = {},
  ): Promise<Run | undefined> {
    const module = this.#module(file);
    const job = module && this.#job(module, seed, rules, draws);
    if (job === undefined) return undefined;
    const run = await (alone ? this.#pool.runAlone(job) : this.#pool.run(job));
    if (run.engineError !== undefined)
      this.#add(this.#exercise.files.spec, `the judge itself failed: ${run.engineError.split("\n")[0] ?? ""}`);
    return run;
  }

  async #stubFails(): Promise<void> {
    const { files, rules } = this.#exercise;
    const run = await this.#judge(files.stub, DEFAULT_SEED);
    if (run === undefined) return;
    if (run.problem !== undefined) this.#add(files.stub, `cannot be loaded: ${run.problem.message}`);
    if (run.stated !== undefined) this.#compareRules(run.stated);
    for (const { id } of rules) {
      const outcome = run.reports.get(id);
      if (outcome === undefined || outcome.status === "todo") continue;
      const what =
        outcome.status === "pass"
          ? "the untouched stub keeps this rule, so the rule asks nothing of the learner."
          : `the untouched stub should fail with NotImplemented, and fails otherwise: ${outcome.status === "fail" ? outcome.failure.happened : outcome.reason}`;
      this.#add(files.stub, what, id);
    }
  }

  #compareRules(stated: readonly string[]): void {
    const { files, rules } = this.#exercise;
    const listed = rules.map(({ id }) => id);
    for (const id of listed)
      if (!stated.includes(id))
        this.#add(files.spec, "the manifest lists this rule, and the spec does not state it.", id);
    for (const id of stated)
      if (!listed.includes(id))
        this.#add(files.manifest, "the spec states this rule, and the manifest does not list it.", id);
    const twice = stated.find((id, index) => stated.indexOf(id) !== index);
    if (twice !== undefined) this.#add(files.spec, "the spec states this rule twice.", twice);
  }

  async #accepts(file: string, what: string, seeds: readonly number[]): Promise<void> {
    const first = await this.#judge(file, DEFAULT_SEED);
    if (first === undefined) return;
    this.#expectPass(file, what, first, DEFAULT_SEED);
    if (file === this.#exercise.files.solution) this.#noteExpensive(first);
    const seeded = [...first.seeded];
    if (seeded.length === 0) return;
    const caseShare = this.#depth === "thorough" ? 1 : FURTHER_SHARE;
    for (const seed of seeds) {
      const run = await this.#judge(file, seed, seeded, { caseShare });
      if (run !== undefined) this.#expectPass(file, what, run, seed, seeded);
    }
  }

  #noteExpensive({ reports, costly }: Run): void {
    for (const [rule, outcome] of reports) {
      if (outcome.status !== "pass") continue;
      if (outcome.explored !== undefined || outcome.checks > CHEAP || costly.has(rule)) this.#expensive.add(rule);
    }
  }

  #expectPass(file: string, what: string, run: Run, seed: number, only?: readonly string[]): void {
    if (run.problem !== undefined) {
      this.#add(file, `${what} cannot be loaded: ${run.problem.message}`);
      return;
    }
    for (const { id } of this.#exercise.rules) {
      if (only !== undefined && !only.includes(id)) continue;
      const outcome = run.reports.get(id);
      if (outcome?.status === "pass") continue;
      const why =
        outcome === undefined
          ? (run.interruption?.failure.happened ?? "the rule did not report.")
          : outcome.status === "fail"
            ? outcome.failure.happened
            : outcome.status === "todo"
              ? outcome.what
              : outcome.reason;
      this.#add(file, `${what} is rejected (seed ${String(seed)}): ${why}`, id);
    }
  }

  async #rejects(mistake: Mistake): Promise<void> {
    const [meant] = mistake.breaks;
    if (meant === undefined) return;
    if (mistake.hangs) {
      const run = await this.#judge(mistake.file, DEFAULT_SEED, [meant], { alone: true });
      const caught = run?.reports.get(meant)?.status === "fail" || run?.interruption?.rule === meant;
      if (run !== undefined && !caught) this.#add(mistake.file, "this mistake is not rejected.", meant);
      return;
    }
    // To hold a mistake against a rule that it keeps means to explore everything, for each of them.
    const isWorthIt = (rule: string): boolean => mistake.breaks.includes(rule) || !this.#expensive.has(rule);
    const some = this.#depth === "thorough" ? undefined : this.#exercise.rules.map(({ id }) => id).filter(isWorthIt);
    const full = await this.#judge(mistake.file, DEFAULT_SEED, some);
    if (full === undefined) return;
    this.#expectSignature(mistake, full);
    if (this.#depth === "update") await this.#measureAgain(mistake, some);
    for (const seed of full.seeded.has(meant) ? MISTAKE_SEEDS.slice(1) : []) {
      // Whether it is caught is all that is asked here.
      const run = await this.#judge(mistake.file, seed, [meant], { shrink: false });
      if (run !== undefined && run.reports.get(meant)?.status !== "fail")
        this.#add(mistake.file, `this mistake passes with seed ${String(seed)}.`, meant);
    }
  }

  /** A mistake breaks exactly the rules that it says: misconceptions are told apart by that. */
  #expectSignature(mistake: Mistake, run: Run): void {
    if (run.problem !== undefined) {
      this.#add(mistake.file, `this mistake cannot be loaded: ${run.problem.message}`);
      return;
    }
    if (run.interruption !== undefined) {
      this.#add(
        mistake.file,
        `this mistake ended the judge (mark it "// @hangs"): ${run.interruption.failure.happened}`,
        run.interruption.rule,
      );
      return;
    }
    for (const { id } of this.#exercise.rules) {
      const outcome = run.reports.get(id);
      const broken = outcome?.status === "fail";
      if (mistake.breaks.includes(id) === broken) {
        if (outcome?.status === "fail") this.#compareSignature(mistake, id, outcome.failure);
        continue;
      }
      this.#add(
        mistake.file,
        broken
          ? "@breaks does not list this rule, and this mistake breaks it."
          : "@breaks lists this rule, and this mistake keeps it.",
        id,
      );
    }
  }

  #compareSignature(mistake: Mistake, rule: string, failure: Failure): void {
    const [fingerprint, place] = [fingerprintOf(failure), placeOfFailure(failure)];
    const name = basename(mistake.file, ".ts");
    (this.signatures[name] ??= {})[rule] = fingerprint;
    (this.#places[name] ??= {})[rule] = place;
    const kept = mistake.signature[rule];
    if (this.#depth === "update" || [fingerprint, place, VARIES].some((like) => like === kept)) return;
    this.#add(
      mistake.file,
      "the kept signature is not how this rule fails; `npm run verify -- --update` measures it.",
      rule,
    );
  }

  /** A fingerprint that the next run does not have is none. */
  async #measureAgain(mistake: Mistake, some: readonly string[] | undefined): Promise<void> {
    const again = await this.#judge(mistake.file, DEFAULT_SEED, some);
    const name = basename(mistake.file, ".ts");
    const signature = this.signatures[name] ?? {};
    for (const [rule, fingerprint] of Object.entries(signature)) {
      const outcome = again?.reports.get(rule);
      const failure = outcome?.status === "fail" ? outcome.failure : undefined;
      if (failure !== undefined && fingerprintOf(failure) === fingerprint) continue;
      const place = this.#places[name]?.[rule];
      signature[rule] = failure !== undefined && placeOfFailure(failure) === place ? place : VARIES;
    }
  }
}

import { existsSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  lessonFolder,
  writeSignatures,
  type Catalogue,
  type Exercise,
  type Lesson,
  type Signatures,
} from "../catalogue/index.ts";
import { compile } from "../judge/index.ts";
import { AnswerProof, type Depth } from "./answers.ts";
import type { Finding } from "./finding.ts";
import { proveGuide } from "./pages.ts";
import { JudgePool } from "./pool.ts";
import { proveQuiz } from "./quiz.ts";
import { runSnippets, writeSnippetModules, type SnippetModule } from "./snippets.ts";
import { checkTypes, needsNode, type Checked } from "./types.ts";
import { findUnfinished } from "./unfinished.ts";

/** What was looked at, and what is wrong with it. */
export interface VerifyResult {
  readonly findings: readonly Finding[];
  readonly exercises: number;
  readonly rules: number;
  readonly alternatives: number;
  readonly mistakes: number;
  readonly snippets: number;
}

/** What to look at, and whom to tell about progress. */
export interface VerifyOptions {
  readonly root: string;
  readonly catalogue: Catalogue;
  /** Only these; all where it is absent. */
  readonly only?: (exercise: Exercise) => boolean;
  /** How much to look at; `update` also keeps how each mistake fails. Default: `usual`. */
  readonly depth?: Depth;
  /** Called when an exercise's answers have all been judged. */
  readonly onDone?: (exercise: Exercise) => void;
}

const EVERYTHING = (): boolean => true;

/** Proves the course: every promise that an exercise makes about its own files. */
export async function verify({
  root,
  catalogue,
  only = EVERYTHING,
  depth = "usual",
  onDone,
}: VerifyOptions): Promise<VerifyResult> {
  const lessons = catalogue.lessons.filter((lesson) =>
    lesson.exercises.some((exercise) => exercise.written && only(exercise)),
  );
  const exercises = lessons.flatMap((lesson) =>
    lesson.exercises.filter((exercise) => exercise.written && only(exercise)),
  );
  const findings: Finding[] = [
    ...idFindings(catalogue),
    ...proveQuiz(root, catalogue, only === EVERYTHING ? undefined : lessons),
  ];

  // Below the clone, so that "eventlings" means the kit; and its own, so that two runs do not meet.
  const scratch = join(root, "dist", "verify", String(process.pid));
  const guides = lessons.map((lesson) => proveGuide(root, lesson));
  const snippetsOf = guides.map(({ lesson, page }) => ({
    lesson,
    modules: page === undefined ? [] : writeSnippetModules(page, moduleName(lesson), join(scratch, "snippets")),
  }));
  const modules = snippetsOf.flatMap((guide) => guide.modules);
  const types = [false, true].map((mayUseNode) =>
    checkTypes(root, ofKind(mayUseNode, exercises, snippetsOf), join(scratch, mayUseNode ? "node" : "plain")),
  );
  const snippets = runSnippets(modules, root, scratch);
  const answers = proveAnswers(root, exercises, depth, onDone);

  for (const exercise of exercises) findings.push(...findUnfinished(exercise));
  for (const guide of guides) findings.push(...guide.findings);
  const results = await Promise.allSettled([...types, snippets, answers]);
  rmSync(scratch, { recursive: true, force: true });
  for (const result of results) {
    if (result.status === "rejected") throw result.reason;
    findings.push(...result.value);
  }
  return {
    findings,
    exercises: exercises.length,
    rules: sum(exercises, ({ rules }) => rules.length),
    alternatives: sum(exercises, ({ alternatives }) => alternatives.length),
    mistakes: sum(exercises, ({ mistakes }) => mistakes.length),
    snippets: modules.length,
  };
}

/** The exercises that may use Node, or those that may not; a guide may where one of its lesson's exercises may. */
function ofKind(
  mayUseNode: boolean,
  exercises: readonly Exercise[],
  guides: readonly { readonly lesson: Lesson; readonly modules: readonly SnippetModule[] }[],
): Checked {
  return {
    mayUseNode,
    exercises: exercises.filter((exercise) => needsNode(exercise) === mayUseNode),
    modules: guides
      .filter(({ lesson }) => lesson.exercises.some(needsNode) === mayUseNode)
      .flatMap(({ modules }) => modules),
  };
}

const moduleName = ({ number, slug }: Lesson): string => lessonFolder(number, slug);
const sum = (exercises: readonly Exercise[], count: (exercise: Exercise) => number): number =>
  exercises.reduce((total, exercise) => total + count(exercise), 0);

async function proveAnswers(
  root: string,
  exercises: readonly Exercise[],
  depth: Depth,
  onDone?: (exercise: Exercise) => void,
): Promise<readonly Finding[]> {
  const pool = new JudgePool(root, Math.min(4, availableParallelism()));
  try {
    const files = exercises.flatMap(({ files: { spec, stub, solution }, alternatives, mistakes }) => [
      spec,
      stub,
      solution,
      ...alternatives.map(({ file }) => file),
      ...mistakes.map(({ file }) => file),
    ]);
    const compiled = await compile(files);
    const proofs = exercises.map(async (exercise) => {
      const proof = new AnswerProof(exercise, compiled, pool, depth);
      const found = await proof.run();
      if (depth === "update") keepSignatures(root, exercise, proof.signatures);
      onDone?.(exercise);
      return found;
    });
    return (await Promise.all(proofs)).flat();
  } finally {
    pool.end();
  }
}

/** Ids are kept in learners' logs for ever: none may mean two things. */
function idFindings(catalogue: Catalogue): readonly Finding[] {
  const seen = new Map<string, Exercise>();
  const findings: Finding[] = [];
  for (const exercise of catalogue.lessons.flatMap(({ exercises }) => exercises)) {
    const other = seen.get(exercise.id);
    if (other !== undefined)
      findings.push({ where: exercise.id, file: exercise.files.manifest, message: "two exercises have this id." });
    seen.set(exercise.id, exercise);
  }
  return findings;
}

function keepSignatures(root: string, { lessonNumber, lesson, number, slug }: Exercise, signatures: Signatures): void {
  const folder = join(root, "harness", "mistakes", lessonFolder(lessonNumber, lesson), `${String(number)}-${slug}`);
  if (existsSync(folder)) writeSignatures(folder, signatures);
}

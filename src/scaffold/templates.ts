/** What the templates are made from. */
export interface ExerciseName {
  /** Folder of the lesson: `16-outbox`. */
  readonly lessonFolder: string;
  /** Slug of the lesson: `outbox`. */
  readonly lesson: string;
  /** Name of the exercise's files: `3-crash-poison`. */
  readonly file: string;
  /** Slug of the exercise: `crash-poison`. */
  readonly slug: string;
}

/** Stands wherever an author has something to write. `verify` finds every one that is left. */
export const FILL_IN = "FILL IN";

const functionName = (slug: string): string => slug.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Every file of a new exercise, by its path below the clone, with `/` between folders. */
export function exerciseFiles(name: ExerciseName): ReadonlyMap<string, string> {
  const { lessonFolder, file } = name;
  const kept = (kind: string, answer: string): string => `harness/${kind}/${lessonFolder}/${file}/${answer}.ts`;
  return new Map([
    [`lessons/${lessonFolder}/${file}.yaml`, manifest()],
    [`lessons/${lessonFolder}/${file}.ts`, stub(name)],
    [
      `solutions/${lessonFolder}/${file}.ts`,
      answer(name, `// ${FILL_IN}: code that you would be proud to see copied.`),
    ],
    [`harness/rules/${lessonFolder}/${file}.spec.ts`, spec(name)],
    [kept("alternatives", "first"), answer(name, `// @style ${FILL_IN}: what is different about this answer.`)],
    [kept("alternatives", "second"), answer(name, `// @style ${FILL_IN}: what is different about this answer.`)],
    [kept("mistakes", "first"), mistake(name)],
    [kept("mistakes", "second"), mistake(name)],
    [kept("mistakes", "third"), mistake(name)],
  ]);
}

const manifest = (): string => `title: "${FILL_IN}: what the learner builds"
minutes: 30
track: deep
rules:
  - id: keeps-its-promise
    says: "${FILL_IN}: the promise, as one sentence."
    why: "${FILL_IN}: what breaks in production without it."
    section: the-question
hints:
  question: "${FILL_IN}: a question that points at the gap."
  pattern: "${FILL_IN}: the pattern, and the guide section that shows it."
  code: "${FILL_IN}: nearly the code."
`;

const stub = ({ slug }: ExerciseName): string => `import { NotImplemented } from "eventlings";

/** ${FILL_IN}: what it does, in the words of the domain. */
export function ${functionName(slug)}(): number {
  // TODO: ${FILL_IN}: the promise, not the code.
  throw new NotImplemented("${functionName(slug)}");
}
`;

const answer = ({ slug }: ExerciseName, comment: string): string => `${comment}
export function ${functionName(slug)}(): number {
  return 1;
}
`;

const spec = ({
  lesson,
  lessonFolder,
  file,
  slug,
}: ExerciseName): string => `import * as exercise from "#exercise/${lessonFolder}/${file}";
import { rulesFor } from "#spec";

const rule = rulesFor("${lesson}/${slug}", exercise);

rule("keeps-its-promise", ({ exercise, check, step }) => {
  step("${FILL_IN}: what the rule does next");
  check.equal(exercise.${functionName(slug)}(), 1, "${FILL_IN}: what the learner's code did, as if it had failed.");
});
`;

const mistake = ({
  slug,
}: ExerciseName): string => `// @belief ${FILL_IN}: the idea, in the words of someone who holds it.
// @breaks keeps-its-promise
// @section the-question
export function ${functionName(slug)}(): number {
  return 2;
}
`;

import { join } from "node:path";
import { lessonFolder, type Catalogue, type Lesson } from "../catalogue/index.ts";
import { CHEAT_SHEET_ITEMS, type Bank, type Card } from "../quiz/index.ts";
import { readBank } from "../quiz/bank/read-bank.ts";
import type { Finding } from "./finding.ts";

/** Is the bank meant to be whole? While it is being written, an item without a question is no finding. */
const BANK_IS_COMPLETE: boolean = false;

/**
 * Everything that is wrong with the questions of the course.
 *
 * @param only questions of these lessons; all, and whether every item of the source has one, where it is absent
 */
export function proveQuiz(
  root: string,
  catalogue: Catalogue,
  only?: readonly Lesson[],
  complete = BANK_IS_COMPLETE,
): readonly Finding[] {
  const bank = readBank(root);
  const all = [
    ...bank.problems.map(({ file, line, id, message }) => ({
      where: id === "" ? "quiz" : `quiz ${id}`,
      file: join(root, ...file.split("/")),
      line,
      message,
    })),
    ...bank.cards.flatMap((card) => drillFindings(root, card, catalogue)),
    ...(complete ? coverageFindings(root, bank) : []),
  ];
  if (only === undefined) return all;
  const files = only.map(({ number, slug }) => join(root, "lessons", lessonFolder(number, slug), "quiz.md"));
  return all.filter(({ file }) => files.includes(file));
}

/** Exercises and rules that a question sends its learner to must be there. */
function drillFindings(root: string, card: Card, { lessons }: Catalogue): readonly Finding[] {
  const exercises = lessons.flatMap((lesson) => lesson.exercises);
  return card.drills.flatMap((drill) => {
    const [id = "", rule] = drill.split("#");
    const exercise = exercises.find((each) => each.id === id);
    if (exercise === undefined)
      return [about(root, card, `drills: there is no exercise "${id}": \`npm run list\` shows them.`)];
    if (rule === undefined || !exercise.written || exercise.rules.some((each) => each.id === rule)) return [];
    const rules = exercise.rules.map((each) => each.id).join(", ");
    return [about(root, card, `drills: ${id} has no rule "${rule}"; it has ${rules}.`)];
  });
}

/** Every item of the source needs a question, and those of the cheat sheet one with a text for it. */
function coverageFindings(root: string, { cards, items }: Bank): readonly Finding[] {
  const file = join(root, "lessons", "source-items.yaml");
  const covered = new Set(cards.flatMap(({ source }) => source));
  const onSheet = new Set(cards.flatMap(({ source, cheatSheet }) => (cheatSheet.length > 0 ? source : [])));
  return items.flatMap(({ id, line, says }) => {
    const at = { where: `quiz ${id}`, file, line };
    if (!covered.has(id)) return [{ ...at, message: `no question has it as its source (${says})` }];
    return CHEAT_SHEET_ITEMS.includes(id) && !onSheet.has(id)
      ? [{ ...at, message: 'no question about it has a section "### Cheat sheet".' }]
      : [];
  });
}

const about = (root: string, { id, file, line }: Card, message: string): Finding => ({
  where: `quiz ${id}`,
  file: join(root, ...file.split("/")),
  line,
  message,
});

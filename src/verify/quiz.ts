import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lessonFolder, type Catalogue, type Lesson } from "../catalogue/index.ts";
import { CHEAT_SHEET_ITEMS, type Bank, type Card } from "../quiz/index.ts";
import { readBank } from "../quiz/bank/read-bank.ts";
import { coverage, COVERAGE_FILE, renderCoverage } from "./coverage.ts";
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
    ...(complete ? [...coverageFindings(root, bank), ...tableFindings(root, bank, catalogue)] : []),
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
  return coverage({ cards, items }).flatMap(({ item: { id, line, says }, questions }) => {
    const at = { where: `quiz ${id}`, file, line };
    if (questions.length === 0) return [{ ...at, message: `no question has it as its source (${says})` }];
    return CHEAT_SHEET_ITEMS.includes(id) && questions.every(({ cheatSheet }) => cheatSheet.length === 0)
      ? [{ ...at, message: 'no question about it has a section "### Cheat sheet".' }]
      : [];
  });
}

/** The table of it is kept in the project, for whoever reads it there. */
function tableFindings(root: string, bank: Bank, catalogue: Catalogue): readonly Finding[] {
  const file = join(root, ...COVERAGE_FILE.split("/"));
  let kept = "";
  try {
    kept = readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  } catch {
    // Missing is out of date, too.
  }
  if (bank.items.length === 0 || kept === renderCoverage(bank, catalogue)) return [];
  return [{ where: "quiz", file, message: "is out of date: `npm run verify -- --quiz --update` writes it again." }];
}

/** Writes the table of what covers which item. */
export function keepCoverage(root: string, catalogue: Catalogue): void {
  writeFileSync(join(root, ...COVERAGE_FILE.split("/")), renderCoverage(readBank(root), catalogue));
}

/** Items without a question that are named at most. */
const NAMED = 12;

/** How far the bank is, in a sentence. */
export function describeBank(root: string): string {
  const bank = readBank(root);
  const open = coverage(bank).filter(({ questions }) => questions.length === 0);
  const names = open.slice(0, NAMED).map(({ item }) => item.id);
  const more = open.length > NAMED ? ", …" : "";
  const missing = open.length === 0 ? "" : `: ${names.join(", ")}${more}`;
  return `${String(bank.cards.length)} questions; ${String(open.length)} of ${String(bank.items.length)} items have none${missing}.`;
}

const about = (root: string, { id, file, line }: Card, message: string): Finding => ({
  where: `quiz ${id}`,
  file: join(root, ...file.split("/")),
  line,
  message,
});

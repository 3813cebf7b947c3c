import type { BankProblem, Card, CardBase, CardKind, TextBlock } from "../types.ts";
import { ANSWER_STARTS, readAnswers, type AnswerList } from "./answers.ts";
import { readBlocks } from "./blocks.ts";
import { isCardId, readFields, type Fields } from "./fields.ts";
import { build } from "./kinds.ts";
import { splitAt, toLines, type Line, type Part } from "./lines.ts";

/** What a `quiz.md` holds. */
export interface ParsedQuiz {
  readonly cards: readonly Card[];
  readonly problems: readonly BankProblem[];
}

const LIST_OF: Readonly<Record<CardKind, AnswerList | undefined>> = {
  single: "boxes",
  multiple: "boxes",
  flaw: "boxes",
  typed: "boxes",
  flash: undefined,
  ordering: "steps",
  classification: "items",
};

/** Sections that a question may end with, and the kinds that have them (all where there is no list). */
const SECTIONS = {
  why: undefined,
  "people usually say": undefined,
  "cheat sheet": undefined,
  answer: "flash",
  "a junior says": "flash",
  "a senior says": "flash",
} as const satisfies Record<string, CardKind | undefined>;

export type SectionName = keyof typeof SECTIONS;
export type Sections = Readonly<Record<SectionName, readonly TextBlock[]>>;

/**
 * Reads the questions of a lesson. One that is wrong is left out and complained about; it never
 * spoils the others.
 *
 * @param file how the sentences call the file: `lessons/16-outbox/quiz.md`
 */
export function parseQuiz(text: string, lesson: string, file: string): ParsedQuiz {
  const cards: Card[] = [];
  const problems: BankProblem[] = [];
  for (const part of splitAt(toLines(text), "## ").parts) {
    const before = problems.length;
    const complain = (line: number, message: string): void =>
      void problems.push({ file, line, id: part.title, message });
    const card = parseCard(part, lesson, file, complain);
    if (card !== undefined && problems.length === before) cards.push(card);
  }
  return { cards, problems };
}

type Complain = (line: number, message: string) => void;

function parseCard(part: Part, lesson: string, file: string, complain: Complain): Card | undefined {
  if (!isCardId(part.title))
    complain(part.line, "a heading of two # is a question's id: lower-case words joined by hyphens, nothing else.");
  const { before, parts } = splitAt(part.lines, "### ");
  const { fields, rest } = readFields(before, part.line, complain);
  if (fields === undefined) return undefined;
  const list = LIST_OF[fields.kind];
  const start = list === undefined ? -1 : firstAnswer(rest, list);
  const prompt = readBlocks(start === -1 ? rest : rest.slice(0, start), complain);
  if (prompt.length === 0) complain(part.line, "the question itself is missing: write it below the fields.");
  const answers = list === undefined || start === -1 ? [] : readAnswers(rest.slice(start), list, complain);
  const sections = readSections(parts, fields, complain);
  const base: CardBase = {
    id: part.title,
    topic: fields.topic,
    lesson,
    difficulty: fields.difficulty,
    source: fields.source,
    drills: fields.drills,
    followUps: fields.followUps,
    prompt,
    why: sections.why,
    peopleSay: sections["people usually say"],
    cheatSheet: sections["cheat sheet"],
    file,
    line: part.line,
  };
  return build(base, fields, answers, sections, complain);
}

/** Index of the first answer: code in the question may look like one. */
function firstAnswer(lines: readonly Line[], list: AnswerList): number {
  let fenced = false;
  return lines.findIndex(({ text }) => {
    if (/^(`{3,}|~{3,})/.test(text)) fenced = !fenced;
    return !fenced && ANSWER_STARTS[list].test(text);
  });
}

function readSections(parts: readonly Part[], { kind }: Fields, complain: Complain): Sections {
  const found: Partial<Record<SectionName, readonly TextBlock[]>> = {};
  for (const { title, line, lines } of parts) {
    const name = (Object.keys(SECTIONS) as SectionName[]).find((each) => each === title.toLowerCase());
    if (name === undefined) {
      const names = Object.keys(SECTIONS).map((each) => `"${each.charAt(0).toUpperCase()}${each.slice(1)}"`);
      complain(line, `"${title}" is no section of a question. There are ${names.join(", ")}.`);
      continue;
    }
    if (SECTIONS[name] !== undefined && SECTIONS[name] !== kind)
      complain(line, `"${title}" belongs to a flash card only: remove the section or change the kind.`);
    if (found[name] !== undefined) complain(line, `"${title}" is there twice: join the two.`);
    const blocks = readBlocks(lines, complain);
    if (blocks.length === 0) complain(line, `"${title}" is empty: write it or remove its heading.`);
    found[name] = blocks;
  }
  return {
    why: found.why ?? [],
    "people usually say": found["people usually say"] ?? [],
    "cheat sheet": found["cheat sheet"] ?? [],
    answer: found.answer ?? [],
    "a junior says": found["a junior says"] ?? [],
    "a senior says": found["a senior says"] ?? [],
  };
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LineCounter, parseDocument, isMap, isScalar } from "yaml";
import { BEYOND, type Bank, type BankProblem, type Card, type SourceItem, type Topic } from "../types.ts";
import { parseQuiz } from "./parse-quiz.ts";

const TOPICS = "lessons/topics.yaml";
const ITEMS = "lessons/source-items.yaml";

/** Reads the whole bank from its files. Slow: `loadBank` keeps an index. */
export function readBank(root: string): Bank {
  const problems: BankProblem[] = [];
  const quizzes = quizFiles(root);
  // A course without questions needs no topics either.
  if (quizzes.length === 0) return { cards: [], topics: [], items: [], problems };
  const topics = readTopics(root, problems);
  const items = readItems(root, problems);
  const cards: Card[] = [];
  const taken = new Map<string, Card>();
  for (const { file, path, slug } of quizzes) {
    const parsed = parseQuiz(readFileSync(path, "utf8"), slug, file);
    problems.push(...parsed.problems);
    for (const card of parsed.cards) {
      const other = taken.get(card.id);
      if (other !== undefined) {
        problems.push(about(card, `the id is taken by the question in ${other.file}:${String(other.line)}.`));
        continue;
      }
      taken.set(card.id, card);
      if (topics.some(({ id }) => id === card.topic)) cards.push(card);
      else problems.push(about(card, `topic: "${card.topic}" is none of ${TOPICS}. ${listed(topics)}`));
    }
  }
  problems.push(...cards.flatMap((card) => checkReferences(card, items, taken)));
  return { cards, topics, items, problems };
}

const about = ({ file, line, id }: Card, message: string): BankProblem => ({ file, line, id, message });
const listed = (topics: readonly Topic[]): string => `There are ${topics.map(({ id }) => id).join(", ")}.`;

/** Names that lead nowhere are mended by a contributor; the question can be asked all the same. */
function checkReferences(card: Card, items: readonly SourceItem[], cards: ReadonlyMap<string, Card>): BankProblem[] {
  const known = new Set(items.map(({ id }) => id)).add(BEYOND);
  return [
    ...card.source
      .filter((id) => !known.has(id))
      .map((id) => about(card, `source: "${id}" is no item of ${ITEMS}: correct it, or write "beyond".`)),
    ...card.followUps
      .filter((id) => !cards.has(id))
      .map((id) => about(card, `follow-ups: there is no question "${id}": correct the id or remove it.`)),
  ];
}

interface QuizFile {
  /** How sentences call it. */
  readonly file: string;
  readonly path: string;
  /** Slug of its lesson. */
  readonly slug: string;
}

function quizFiles(root: string): readonly QuizFile[] {
  const lessons = join(root, "lessons");
  if (!existsSync(lessons)) return [];
  return readdirSync(lessons)
    .toSorted()
    .flatMap((folder) => {
      const slug = /^\d+-([a-z0-9-]+)$/.exec(folder)?.[1];
      const path = join(lessons, folder, "quiz.md");
      return slug === undefined || !existsSync(path) ? [] : [{ file: `lessons/${folder}/quiz.md`, path, slug }];
    });
}

function readTopics(root: string, problems: BankProblem[]): readonly Topic[] {
  const value: unknown = readYaml(root, TOPICS, problems)?.toJS();
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown): Topic[] => {
    const { id, title, weight, track } = (entry ?? {}) as Record<string, unknown>;
    if (
      typeof id === "string" &&
      typeof title === "string" &&
      typeof weight === "number" &&
      (track === "interview" || track === "core" || track === "deep")
    )
      return [{ id, title, weight, track }];
    const message = `each topic needs id, title, weight (a number) and track (interview, core or deep); ${JSON.stringify(entry)} has not.`;
    problems.push({ file: TOPICS, line: 1, id: "", message });
    return [];
  });
}

function readItems(root: string, problems: BankProblem[]): readonly SourceItem[] {
  const lines = new LineCounter();
  const document = readYaml(root, ITEMS, problems, lines);
  const groups = document?.contents;
  if (!isMap(groups)) return [];
  const items: SourceItem[] = [];
  for (const { key, value } of groups.items) {
    if (!isScalar(key) || !isMap(value)) continue;
    for (const item of value.items) {
      if (!isScalar(item.key) || !isScalar(item.value)) continue;
      const line = lines.linePos(item.key.range?.[0] ?? 0).line;
      items.push({ id: `${String(key.value)}.${String(item.key.value)}`, says: String(item.value.value), line });
    }
  }
  return items;
}

function readYaml(root: string, file: string, problems: BankProblem[], lineCounter = new LineCounter()) {
  let text;
  try {
    text = readFileSync(join(root, ...file.split("/")), "utf8");
  } catch {
    problems.push({ file, line: 1, id: "", message: "is missing; the quiz cannot say what its questions are about." });
    return undefined;
  }
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error === undefined) return document;
  const line = lineCounter.linePos(error.pos[0]).line;
  problems.push({ file, line, id: "", message: `is not valid YAML: ${error.message.split("\n")[0] ?? ""}` });
  return undefined;
}

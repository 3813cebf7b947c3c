import type { HintTier, ProgressEvent, ProgressEventType } from "./events.ts";

/** Why a line is no use: `torn` was cut off, `corrupt` was an event once, `foreign` never was. */
export type SetAsideKind = "torn" | "foreign" | "corrupt";

/** What one line of the log turned out to be. */
export type Line =
  | { readonly kind: "event"; readonly event: ProgressEvent }
  /** An event that a newer version of the course wrote. */
  | { readonly kind: "newer" }
  | { readonly kind: SetAsideKind };

/** Reads one line. Never throws: whatever stands in the log, the course must start. */
export function readLine(text: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: text.startsWith('{"v":') ? "torn" : "foreign" };
  }
  if (!isRecord(value) || !("v" in value && "type" in value)) return { kind: "foreign" };
  const { v, id, at, type, data } = value;
  if (typeof v !== "number" || typeof type !== "string") return { kind: "corrupt" };
  if (v > 1) return { kind: "newer" };
  if (v !== 1 || typeof id !== "string" || !isTime(at) || !isRecord(data)) return { kind: "corrupt" };
  if (!isKnown(type)) return { kind: "newer" };
  return DATA[type](data) ? { kind: "event", event: value as unknown as ProgressEvent } : { kind: "corrupt" };
}

type Fields = Readonly<Record<string, unknown>>;

/** Is this the data of such an event? The fold over the log relies on every field that is checked here. */
const DATA: Readonly<Record<ProgressEventType, (data: Fields) => boolean>> = {
  AttemptChecked: ({ exercise, attempt, status, passed, failed, todo, types, problem }) =>
    isText(exercise) &&
    isHash(attempt) &&
    (status === "pass" || status === "fail" || status === "error") &&
    isTexts(passed) &&
    isTexts(failed) &&
    isTexts(todo) &&
    (types === undefined || typeof types === "number") &&
    (problem === undefined || isText(problem)),
  ExercisePassed: ({ exercise, attempt }) => isText(exercise) && isHash(attempt),
  HintRevealed: ({ exercise, tier }) => isText(exercise) && isHintTier(tier),
  SolutionRevealed: ({ exercise, gaveUp }) => isText(exercise) && typeof gaveUp === "boolean",
  ExerciseReset: ({ exercise, stub, kept }) => isText(exercise) && isHash(stub) && (kept === undefined || isHash(kept)),
  AttemptRestored: ({ exercise, attempt, kept }) =>
    isText(exercise) && isHash(attempt) && (kept === undefined || isHash(kept)),
  StubSeen: ({ exercise, stub, use, kept }) =>
    isText(exercise) &&
    isHash(stub) &&
    (use === "copied" || use === "found" || use === "announced") &&
    (kept === undefined || isHash(kept)),
  QuestionAnswered: ({ question, result, grade, mode, took }) =>
    isText(question) &&
    (result === "right" || result === "near" || result === "wrong") &&
    (grade === "again" || grade === "hard" || grade === "good" || grade === "easy") &&
    isText(mode) &&
    (took === undefined || isNumber(took)),
  AnswerWithdrawn: ({ question, answer }) => isText(question) && isText(answer),
  QuizFinished: ({ mode, asked, right, score, streak }) =>
    isText(mode) &&
    isNumber(asked) &&
    isNumber(right) &&
    (score === undefined || isNumber(score)) &&
    (streak === undefined || isNumber(streak)),
};

/** Is this the number of a hint? */
export const isHintTier = (value: unknown): value is HintTier => value === 1 || value === 2 || value === 3;

const isKnown = (type: string): type is ProgressEventType => Object.hasOwn(DATA, type);
const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isTime = (value: unknown): boolean => isText(value) && !Number.isNaN(Date.parse(value));
// A hash becomes part of a path: nothing else may pass for one.
const isHash = (value: unknown): boolean => isText(value) && /^[0-9a-f]{64}$/.test(value);

import type { TypedCard } from "../types.ts";
import { editDistance } from "../../text/index.ts";

/** What became of typed words. */
export type TypedMatch =
  | { readonly kind: "right" }
  /** Nearly: `meant` is the answer that it is close to. */
  | { readonly kind: "near"; readonly meant: string }
  /** `why` where many people answer the same. */
  | { readonly kind: "wrong"; readonly why?: string };

/** Words that make no difference. */
const EMPTY_WORDS = new Set(["a", "an", "the", "of"]);

/** Words that people add to the name of a thing. */
const ADDED_WORDS = new Set(["pattern", "queue", "event", "message", "store", "model", "key", "it", "is"]);

const NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Holds typed words against a card's answers. Case, hyphens, plurals and the order of words do not matter. */
export function matchTyped({ answers, wrong }: TypedCard, typed: string): TypedMatch {
  const given = wordsOf(typed);
  if (given.length === 0) return { kind: "wrong" };
  if (answers.some((answer) => sameWords(given, wordsOf(answer)))) return { kind: "right" };
  const known = wrong.find(({ text }) => sameWords(given, wordsOf(text)));
  if (known !== undefined) return { kind: "wrong", why: known.why };
  const meant = answers.find((answer) => isNear(given, wordsOf(answer)));
  return meant === undefined ? { kind: "wrong" } : { kind: "near", meant };
}

/** A text's words, each in the one form that all its spellings share. */
export function wordsOf(text: string): readonly string[] {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/['’`]/g, "")
    .split(/[^\p{L}\p{N}+#]+/u)
    .filter((word) => word !== "" && !EMPTY_WORDS.has(word))
    .map(oneForm);
}

function oneForm(word: string): string {
  const number = NUMBERS.indexOf(word);
  if (number !== -1) return String(number);
  const british = word.replace(/iz(e[sdr]?|ing|ation|ations)$/, "is$1").replace(/our/, "or");
  if (british.length <= 3) return british;
  if (/(?:ss|us|is|os)$/.test(british)) return british;
  return british
    .replace(/ies$/, "y")
    .replace(/(ch|sh|x|s)es$/, "$1")
    .replace(/s$/, "");
}

/** The same words in any order, written together or apart. */
const sameWords = (left: readonly string[], right: readonly string[]): boolean =>
  right.length > 0 && (joined(left) === joined(right) || left.join("") === right.join(""));

const joined = (words: readonly string[]): string => words.toSorted().join("");

function isNear(given: readonly string[], wanted: readonly string[]): boolean {
  const one = given.join("");
  const other = wanted.join("");
  const allowed = other.length < 4 ? 0 : other.length < 8 ? 1 : 2;
  if (editDistance(one, other) <= allowed || editDistance(joined(given), joined(wanted)) <= allowed) return true;
  const more = given.filter((word) => !wanted.includes(word));
  return wanted.every((word) => given.includes(word)) && more.every((word) => ADDED_WORDS.has(word));
}

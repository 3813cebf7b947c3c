// @style A grammar: one regular expression a kind, built from the lists, in the order in which they decide.
import { BUSINESS_VERBS, CRUD_VERBS, QUERY_VERBS, type MessageKind, type NameVerdict, type Verb } from "eventlings";

const oneOf = (words: readonly string[]): string => `(?<verb>${words.join("|")})`;
const all: readonly Verb[] = [...BUSINESS_VERBS, ...CRUD_VERBS];

/** The end of a word is the end of the name or the next capital. */
const GRAMMAR: readonly (readonly [MessageKind, RegExp])[] = [
  ["event", new RegExp(`.${oneOf(all.map(({ past }) => past))}$`)],
  ["query", new RegExp(`^${oneOf(QUERY_VERBS)}[A-Z]`)],
  ["command", new RegExp(`^${oneOf(all.map(({ imperative }) => imperative))}[A-Z]`)],
];

export function lintMessageName(kind: MessageKind, name: string): NameVerdict {
  for (const [reads, form] of GRAMMAR) {
    const verb = form.exec(name)?.groups?.["verb"];
    if (verb === undefined) continue;
    if (reads !== kind) return { verdict: "wrong", looksLike: reads };
    const crud = CRUD_VERBS.some(({ imperative, past }) => verb === (reads === "event" ? past : imperative));
    return crud ? { verdict: "warned", verb } : { verdict: "ok" };
  }
  return { verdict: "wrong", looksLike: "nothing" };
}

// @belief A name with an imperative in it asks for something.
// @breaks place-decides
// @section names-of-commands-and-queries
import { BUSINESS_VERBS, CRUD_VERBS, QUERY_VERBS, type MessageKind, type NameVerdict } from "eventlings";

/** What a name says, and the word that says it. */
interface Reading {
  readonly kind: MessageKind | "nothing";
  readonly verb: string;
}

const PAST = new Set([...BUSINESS_VERBS, ...CRUD_VERBS].map(({ past }) => past));
const IMPERATIVE = new Set([...BUSINESS_VERBS, ...CRUD_VERBS].map(({ imperative }) => imperative));
const QUERY = new Set(QUERY_VERBS);
const CRUD = new Set(CRUD_VERBS.flatMap(({ imperative, past }) => [imperative, past]));

/** Checks the name of a message: is its form right for its kind, and is its verb one of the business? */
export function lintMessageName(kind: MessageKind, name: string): NameVerdict {
  const reading = read(name);
  // The wrong kind is the graver fault: it sends the reader to the wrong place to look for a handler.
  if (reading.kind !== kind) return { verdict: "wrong", looksLike: reading.kind };
  return CRUD.has(reading.verb) ? { verdict: "warned", verb: reading.verb } : { verdict: "ok" };
}

/** The place of a verb decides as much as its form: the same words make `SetPrice` and `PriceSet`. */
function read(name: string): Reading {
  const words = name.match(/[A-Z][a-z0-9]*/g) ?? [];
  const first = words[0] ?? "";
  const last = words.at(-1) ?? "";
  if (words.length < 2) return { kind: "nothing", verb: "" };
  if (PAST.has(last)) return { kind: "event", verb: last };
  if (QUERY.has(first)) return { kind: "query", verb: first };
  const imperative = words.find((word) => IMPERATIVE.has(word));
  if (imperative !== undefined) return { kind: "command", verb: imperative };
  return { kind: "nothing", verb: "" };
}

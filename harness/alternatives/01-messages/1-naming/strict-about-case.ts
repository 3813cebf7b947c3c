// @style Refuses at once what is not PascalCase, which the stub never gives; then asks the verb lists themselves.
import { BUSINESS_VERBS, CRUD_VERBS, QUERY_VERBS, type MessageKind, type NameVerdict } from "eventlings";

const PASCAL_CASE = /^(?:[A-Z][a-z]+){2,}$/;

export function lintMessageName(kind: MessageKind, name: string): NameVerdict {
  if (!PASCAL_CASE.test(name)) return { verdict: "wrong", looksLike: "nothing" };
  const words = name.split(/(?=[A-Z])/);
  const [first = ""] = words;
  const last = words.at(-1) ?? "";
  const crud = CRUD_VERBS.find(({ past }) => past === last);
  if (crud !== undefined || BUSINESS_VERBS.some(({ past }) => past === last))
    return as("event", last, crud !== undefined);
  if (QUERY_VERBS.includes(first)) return as("query", first, false);
  if (CRUD_VERBS.some(({ imperative }) => imperative === first)) return as("command", first, true);
  if (BUSINESS_VERBS.some(({ imperative }) => imperative === first)) return as("command", first, false);
  return { verdict: "wrong", looksLike: "nothing" };

  function as(looksLike: MessageKind, verb: string, isCrud: boolean): NameVerdict {
    if (looksLike !== kind) return { verdict: "wrong", looksLike };
    return isCrud ? { verdict: "warned", verb } : { verdict: "ok" };
  }
}

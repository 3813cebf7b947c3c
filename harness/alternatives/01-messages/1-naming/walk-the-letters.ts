// @style A class that cuts the name letter by letter, and looks verbs up in one dictionary with their use.
import { BUSINESS_VERBS, CRUD_VERBS, QUERY_VERBS, type MessageKind, type NameVerdict } from "eventlings";

interface Use {
  readonly kind: MessageKind;
  readonly place: "first" | "last";
  readonly crud: boolean;
}

class Dictionary {
  readonly #uses = new Map<string, Use[]>();

  add(word: string, use: Use): void {
    this.#uses.set(word, [...this.#find(word), use]);
  }

  /** "Set" has two uses: the place says which of them a name makes. */
  lookUp(word: string | undefined, place: Use["place"]): Use | undefined {
    return this.#find(word).find((use) => use.place === place);
  }

  #find(word: string | undefined): Use[] {
    return this.#uses.get(word ?? "") ?? [];
  }
}

const dictionary = new Dictionary();
for (const word of QUERY_VERBS) dictionary.add(word, { kind: "query", place: "first", crud: false });
for (const [verbs, crud] of [[BUSINESS_VERBS, false] as const, [CRUD_VERBS, true] as const]) {
  for (const { imperative, past } of verbs) {
    dictionary.add(imperative, { kind: "command", place: "first", crud });
    dictionary.add(past, { kind: "event", place: "last", crud });
  }
}

function cut(name: string): readonly string[] {
  const words: string[] = [];
  for (const letter of name) {
    const beginsWord = letter === letter.toUpperCase() && letter !== letter.toLowerCase();
    if (beginsWord) words.push(letter);
    else words.push((words.pop() ?? "") + letter);
  }
  return words;
}

export function lintMessageName(kind: MessageKind, name: string): NameVerdict {
  const words = cut(name);
  const [first, last] = [words.at(0), words.at(-1)];
  if (words.length === 1) return { verdict: "wrong", looksLike: "nothing" };
  const ending = dictionary.lookUp(last, "last");
  const use = ending ?? dictionary.lookUp(first, "first");
  if (use?.kind !== kind) return { verdict: "wrong", looksLike: use?.kind ?? "nothing" };
  const verb = (ending === undefined ? first : last) ?? "";
  return use.crud ? { verdict: "warned", verb } : { verdict: "ok" };
}

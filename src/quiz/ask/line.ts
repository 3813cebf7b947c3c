import { GRADES, type Response } from "../grade/grade.ts";
import type { Question } from "./question.ts";

/** What a line of text means as an answer. */
export type ReadLine =
  | { readonly kind: "answer"; readonly response: Response }
  /** One sentence: what is expected instead. */
  | { readonly kind: "unclear"; readonly sentence: string };

const answer = (response: Response): ReadLine => ({ kind: "answer", response });

/** Reads an answer from a line, where there are no single keys. `?` says "I do not know". */
export function readAnswerLine({ card, order }: Question, line: string): ReadLine {
  const text = line.trim();
  if (text === "?") return answer({ kind: "passed" });
  switch (card.kind) {
    case "typed":
      return text === "" ? unclear("a few words") : answer({ kind: "typed", text });
    case "flash": {
      const own = GRADES.find((each, index) => each === text.toLowerCase() || text === String(index + 1));
      return own === undefined
        ? unclear(`how well you knew it: ${GRADES.map((each, index) => `${String(index + 1)} ${each}`).join(", ")}`)
        : answer({ kind: "graded", grade: own });
    }
    case "single":
    case "flaw": {
      const places = numbers(text, order.length);
      return places?.length === 1
        ? answer({ kind: "chosen", options: pick(order, places) })
        : unclear(`one number from 1 to ${String(order.length)}`);
    }
    case "multiple": {
      const places = numbers(text, order.length);
      return places === undefined || places.length === 0
        ? unclear(`numbers from 1 to ${String(order.length)} with spaces between, as in 1 3`)
        : answer({ kind: "chosen", options: pick(order, [...new Set(places)]).toSorted((a, b) => a - b) });
    }
    case "ordering": {
      const places = numbers(text, order.length);
      return places?.length === order.length && new Set(places).size === places.length
        ? answer({ kind: "ordered", steps: pick(order, places) })
        : unclear(`each number from 1 to ${String(order.length)} once, in your order, as in 2 1 3`);
    }
    case "classification": {
      const classes = classNames(text, card.classes);
      if (classes?.length !== order.length)
        return unclear(
          `${String(order.length)} of ${card.classes.map((each, index) => `${String(index + 1)} ${each}`).join(", ")}, one for each item, with commas between`,
        );
      return answer({ kind: "classified", classes: order.map((_, item) => classes[order.indexOf(item)] ?? "") });
    }
  }
}

const unclear = (what: string): ReadLine => ({
  kind: "unclear",
  sentence: `Answer with ${what}; ? if you do not know, q to leave.`,
});

const pick = (order: readonly number[], places: readonly number[]): readonly number[] =>
  places.flatMap((place) => order[place] ?? []);

/** `1 3`, `1,3` and `13` as places from 0; undefined where anything else stands there. */
function numbers(text: string, length: number): readonly number[] | undefined {
  const parts = text.match(/\d/g) ?? [];
  if (text.replaceAll(/[\d\s,;.]/g, "") !== "") return undefined;
  const places = parts.map((part) => Number(part) - 1);
  return places.every((place) => place >= 0 && place < length) ? places : undefined;
}

function classNames(text: string, classes: readonly string[]): readonly string[] | undefined {
  const places = numbers(text, classes.length);
  if (places !== undefined) return places.flatMap((place) => classes[place] ?? []);
  // A class may be of several words: then commas stand between them.
  const parts = text.split(text.includes(",") ? "," : /\s+/).map((part) => part.trim().toLowerCase());
  const named = parts.map((part) => classes.find((each) => each.toLowerCase() === part));
  return named.every((each) => each !== undefined) ? named : undefined;
}

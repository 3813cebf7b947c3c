import type { RuleOutcome, RuleVerdict } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { wrapWords } from "../text/wrap.ts";
import { isNarrow } from "./field.ts";

type Status = RuleOutcome["status"];

/** A symbol, a word and a colour each: any one of them is enough to tell them apart. */
export const SIGNS = {
  pass: { symbol: "✓", word: "kept", style: "green" },
  fail: { symbol: "✗", word: "broken", style: "red" },
  todo: { symbol: "·", word: "not written yet", style: "yellow" },
  unknown: { symbol: "?", word: "not judged", style: "magenta" },
} as const satisfies Record<Status, { symbol: string; word: string; style: Parameters<typeof paint>[1] }>;

/** Every promise with what became of it. */
export function renderRows(rules: readonly RuleVerdict[], look: Look): string[] {
  const widest = Math.max(...rules.map(({ outcome }) => SIGNS[outcome.status].word.length));
  return rules.flatMap(({ says, outcome }) => {
    const { symbol, word, style } = SIGNS[outcome.status];
    if (isNarrow(look)) {
      const [first = "", ...rest] = wrapWords(`${symbol} ${word}: ${says}`, look.columns - 2);
      const sign = `${symbol} ${word}:`;
      const head = first.startsWith(sign) ? paint(look, style, sign) + first.slice(sign.length) : first;
      return [head, ...rest.map((line) => `  ${line}`)];
    }
    const margin = widest + 6;
    return wrapWords(says, look.columns - margin).map((line, index) =>
      index === 0
        ? `  ${paint(look, style, `${symbol} ${word}`)}${" ".repeat(widest - word.length + 2)}${line}`
        : " ".repeat(margin) + line,
    );
  });
}

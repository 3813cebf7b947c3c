import type { Card, CardBase, ChoiceCard } from "../types.ts";
import type { RawAnswer } from "./answers.ts";
import type { Fields } from "./fields.ts";
import type { Sections } from "./parse-quiz.ts";

type Complain = (line: number, message: string) => void;

/** Most lines that a flaw may hide in. */
const FLAW_LINES = 20;

/** Makes the question of its parts, after complaining about all that its kind does not allow. */
export function build(
  base: CardBase,
  { kind, classes }: Fields,
  answers: readonly RawAnswer[],
  sections: Sections,
  complain: Complain,
): Card | undefined {
  switch (kind) {
    case "single":
    case "multiple":
    case "flaw":
      return choice(base, kind, answers, complain);
    case "typed":
      return typed(base, answers, complain);
    case "flash":
      if (sections.answer.length === 0)
        complain(base.line, 'a flash card needs the section "### Answer" with the model answer.');
      return {
        ...base,
        kind,
        answer: sections.answer,
        junior: sections["a junior says"],
        senior: sections["a senior says"],
      };
    case "ordering":
      count(answers, 3, 6, 'steps, as in "1. …"', base, complain);
      everyWhy(answers, complain);
      return { ...base, kind, steps: answers.map(({ text, why }) => ({ text, why })) };
    case "classification":
      return classification(base, classes, answers, complain);
  }
}

function choice(
  base: CardBase,
  kind: ChoiceCard["kind"],
  answers: readonly RawAnswer[],
  complain: Complain,
): ChoiceCard {
  count(answers, 2, 6, 'answers, as in "- [ ] …"', base, complain);
  everyWhy(answers, complain);
  const right = answers.filter(({ ticked }) => ticked === true).length;
  if (kind === "multiple" && right === 0) complain(base.line, "none of its answers is right: tick one with [x].");
  if (kind !== "multiple" && right !== 1)
    complain(base.line, `${String(right)} of its answers are ticked; of this kind exactly one is right.`);
  for (const [index, { text, line }] of answers.entries())
    if (answers.findIndex((other) => other.text === text) < index)
      complain(line, `the answer "${text}" is there twice.`);
  if (kind === "flaw") checkCode(base, complain);
  return {
    ...base,
    kind,
    options: answers.map(({ text, why, ticked }) => ({ text, why, right: ticked === true })),
  };
}

function checkCode({ prompt, line }: CardBase, complain: Complain): void {
  const code = prompt.filter((block) => block.kind === "code");
  const marked = code.filter((block) => block.marked.length > 0);
  if (marked.length !== 1)
    complain(line, "a flaw needs one code block with the lines at fault in braces, as in ```ts {2,4-5}.");
  for (const { lines } of code)
    if (lines.length > FLAW_LINES)
      complain(line, `its code has ${String(lines.length)} lines; at most ${String(FLAW_LINES)} can be read in time.`);
}

function typed(base: CardBase, answers: readonly RawAnswer[], complain: Complain): Card | undefined {
  const [first, ...others] = answers.filter(({ ticked }) => ticked === true);
  if (first === undefined) {
    complain(base.line, 'it has no right answer: add a line "- [x] …" with the words that count.');
    return undefined;
  }
  if (first.why === "") complain(first.line, 'this answer has no why: add a line "  > …" below it.');
  for (const { text, line } of [first, ...others])
    if (text.split(/\s+/).length > 6) complain(line, `"${text}" is too long to be typed: six words at most.`);
  const wrong = answers.filter(({ ticked }) => ticked !== true);
  everyWhy(wrong, complain);
  return {
    ...base,
    kind: "typed",
    answers: [first.text, ...others.map(({ text }) => text)],
    answerWhy: first.why,
    wrong: wrong.map(({ text, why }) => ({ text, why })),
  };
}

function classification(
  base: CardBase,
  classes: readonly string[],
  answers: readonly RawAnswer[],
  complain: Complain,
): Card {
  count(answers, 1, 8, 'items, as in "- `OrderPlaced`: event"', base, complain);
  everyWhy(answers, complain);
  const items = answers.map(({ text, why, line }) => {
    const colon = text.lastIndexOf(":");
    const of = text.slice(colon + 1).trim();
    if (colon < 1 || !classes.includes(of))
      complain(line, `"${text}" must end with a colon and one of its classes: ${classes.join(", ")}.`);
    return { text: text.slice(0, Math.max(0, colon)).trim(), of, why };
  });
  return { ...base, kind: "classification", classes, items };
}

function count(
  answers: readonly RawAnswer[],
  least: number,
  most: number,
  what: string,
  { line }: CardBase,
  complain: Complain,
): void {
  if (answers.length < least || answers.length > most)
    complain(line, `it needs ${String(least)} to ${String(most)} ${what}, and has ${String(answers.length)}.`);
}

function everyWhy(answers: readonly RawAnswer[], complain: Complain): void {
  for (const { text, why, line } of answers)
    if (why === "") complain(line, `the answer "${text}" has no why: add a line "  > …" below it.`);
}

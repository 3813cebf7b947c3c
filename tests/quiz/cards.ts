import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseQuiz } from "../../src/quiz/bank/parse-quiz.ts";
import type { Card, CardKind } from "../../src/quiz/index.ts";
import type { ChoiceCard } from "../../src/quiz/types.ts";

/** A `quiz.md` with one question of every kind: the examples of CONTRIBUTING.md. */
export const EVERY_KIND = readFileSync(
  join(import.meta.dirname, "fixtures", "every-kind", "lessons", "15-inbox", "quiz.md"),
  "utf8",
);

const cards = parseQuiz(EVERY_KIND, "inbox", "lessons/15-inbox/quiz.md").cards;

type CardOf<Kind extends CardKind> = Kind extends ChoiceCard["kind"]
  ? ChoiceCard
  : Extract<Card, { readonly kind: Kind }>;

/** The example of a kind. */
export function example<Kind extends CardKind>(kind: Kind): CardOf<Kind> {
  const found = cards.find((card): card is CardOf<Kind> & Card => card.kind === kind);
  if (found === undefined) throw new Error(`There is no example of ${kind}.`);
  return found;
}

/** A flash card with what a test cares about. */
export function flash(id: string, over: Partial<Extract<Card, { readonly kind: "flash" }>> = {}): Card {
  return { ...example("flash"), id, drills: [], followUps: [], ...over };
}

import type { Card, CardKind } from "../types.ts";

/** Seconds to answer, besides those to read. */
const ANSWERING: Readonly<Record<CardKind, number>> = {
  single: 10,
  multiple: 15,
  typed: 15,
  flash: 25,
  ordering: 20,
  classification: 10,
  flaw: 25,
};

/** Characters that a calm reader takes in within a second. */
const READING = 20;

/** Seconds that a question has in a round with a clock. */
export function secondsFor(card: Card): number {
  const read = JSON.stringify(card.prompt).length + shown(card).join(" ").length;
  const items = card.kind === "classification" ? card.items.length * 3 : 0;
  return Math.min(90, Math.round(ANSWERING[card.kind] + items + read / READING));
}

function shown(card: Card): readonly string[] {
  if ("options" in card) return card.options.map(({ text }) => text);
  if (card.kind === "ordering") return card.steps.map(({ text }) => text);
  return card.kind === "classification" ? card.items.map(({ text }) => text) : [];
}

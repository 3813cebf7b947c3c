import { randomFrom, seedOf, shuffle } from "../chance.ts";
import type { Card } from "../types.ts";

/** A card as it is asked: its options, steps or items in the order in which they are shown. */
export interface Question {
  readonly card: Card;
  /** Places in the card's own list. Empty where nothing is shuffled. */
  readonly order: readonly number[];
}

/** Shuffles a card. The same seed gives the same order. */
export function toQuestion(card: Card, seed: number): Question {
  const length = listLength(card);
  const places = Array.from({ length }, (_, place) => place);
  const order = shuffle(places, randomFrom(seedOf(seed, card.id)));
  // Steps that are shown in their right order would be a gift.
  const solved = card.kind === "ordering" && order.every((place, index) => place === index);
  return { card, order: solved ? [...order.slice(1), ...order.slice(0, 1)] : order };
}

function listLength(card: Card): number {
  switch (card.kind) {
    case "single":
    case "multiple":
    case "flaw":
      return card.options.length;
    case "ordering":
      return card.steps.length;
    case "classification":
      return card.items.length;
    case "typed":
    case "flash":
      return 0;
  }
}

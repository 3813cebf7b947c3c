import type { Bank, TextBlock } from "./types.ts";

/** A part of the cheat sheet. */
export interface CheatSheetPart {
  readonly title: string;
  /** What each question puts on it. */
  readonly entries: readonly (readonly TextBlock[])[];
}

/** What is on it, in its order: a title, and the items of the source. */
const PARTS: readonly { readonly title: string; readonly items: readonly string[] }[] = [
  { title: "In a sentence", items: ["statement.one-liner"] },
  {
    title: "Six concepts",
    items: [
      "concept.event",
      "concept.event-sourcing",
      "concept.cqrs",
      "concept.message-broker",
      "concept.eventual-consistency",
      "concept.backpressure",
    ],
  },
  {
    title: "Three kinds of message",
    items: ["table.message-kinds.command", "table.message-kinds.event", "table.message-kinds.query"],
  },
  {
    title: "Numbers, with a pinch of salt",
    items: [
      "table.key-numbers.kafka-retention",
      "table.key-numbers.consumer-lag",
      "table.key-numbers.message-size",
      "table.key-numbers.partitions",
    ],
  },
  { title: "The insight", items: ["statement.key-insight"] },
  { title: "The drawing", items: ["statement.drawing"] },
];

/** Ids of the items that are on the cheat sheet: each needs a question with a section for it. */
export const CHEAT_SHEET_ITEMS: readonly string[] = PARTS.flatMap(({ items }) => items);

/** The cheat sheet, made of the bank, so that it says what the questions say. */
export function cheatSheet({ cards }: Pick<Bank, "cards">): readonly CheatSheetPart[] {
  const sheets = cards.filter((card) => card.cheatSheet.length > 0);
  return PARTS.flatMap(({ title, items }) => {
    // A question may cover several items with one text: it stands there once.
    const chosen = new Set(items.flatMap((id) => sheets.find(({ source }) => source.includes(id)) ?? []));
    return chosen.size === 0 ? [] : [{ title, entries: [...chosen].map((card) => card.cheatSheet) }];
  });
}

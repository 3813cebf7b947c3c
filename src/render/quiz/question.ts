import type { Card, Draft, Question } from "../../quiz/index.ts";
import { paint, type Look } from "../look.ts";
import { renderBlocks, renderText } from "./text.ts";

/** Lines, and the one that should be in sight. */
export interface Sight {
  readonly lines: readonly string[];
  readonly focus: number;
}

/** A question with what is answered so far. Without a draft (for a pipe) nothing is marked. */
export function renderQuestion({ card, order }: Question, draft: Draft | undefined, look: Look): Sight {
  const prompt = renderBlocks(card.prompt, look);
  const { lines, focus } = renderAnswers(card, order, draft, look);
  if (lines.length === 0) return { lines: prompt, focus: 0 };
  return { lines: [...prompt, "", ...lines], focus: prompt.length + 1 + focus };
}

function renderAnswers(card: Card, order: readonly number[], draft: Draft | undefined, look: Look): Sight {
  switch (card.kind) {
    case "single":
    case "flaw":
    case "multiple":
      return renderRows(
        order.map((place) => card.options[place]?.text ?? ""),
        marked(draft),
        (place) => (card.kind === "multiple" ? tick(draft, place) : ""),
        look,
      );
    case "ordering":
      return renderRows(
        order.map((place) => card.steps[place]?.text ?? ""),
        marked(draft),
        (place) => (draft === undefined ? "" : picked(draft, place)),
        look,
      );
    case "classification":
      return renderItems(card, order, draft, look);
    case "typed":
      return { lines: draft?.kind === "type" ? [`> ${draft.text}_`] : [], focus: 0 };
    case "flash":
      return renderRecall(card, draft, look);
  }
}

const marked = (draft: Draft | undefined): number => (draft !== undefined && "marked" in draft ? draft.marked : -1);

const tick = (draft: Draft | undefined, place: number): string =>
  draft?.kind === "choose" && draft.ticked.includes(place) ? "[x] " : "[ ] ";

/** Which one in the learner's order it is. */
function picked(draft: Draft, place: number): string {
  const at = draft.kind === "order" ? draft.picked.indexOf(place) : -1;
  return at === -1 ? "[ ] " : `[${String(at + 1)}] `;
}

function renderRows(texts: readonly string[], at: number, box: (place: number) => string, look: Look): Sight {
  const lines: string[] = [];
  let focus = 0;
  texts.forEach((text, place) => {
    if (place === at) focus = lines.length;
    const start = `${place === at ? ">" : " "} ${String(place + 1)} ${box(place)}`;
    const rows = renderText(text, look, start);
    lines.push(...(place === at ? rows.map((row) => paint(look, "bold", row)) : rows));
  });
  return { lines, focus };
}

function renderItems(
  card: Extract<Card, { kind: "classification" }>,
  order: readonly number[],
  draft: Draft | undefined,
  look: Look,
): Sight {
  const classify = draft?.kind === "classify" ? draft : undefined;
  const at = classify?.chosen.length ?? -1;
  const lines: string[] = [];
  let focus = 0;
  order.forEach((item, place) => {
    if (place === at) focus = lines.length;
    const chosen = card.classes[classify?.chosen[place] ?? -1];
    const text = `${card.items[item]?.text ?? ""}${chosen === undefined ? "" : `: **${chosen}**`}`;
    lines.push(...renderText(text, look, place === at ? "> " : "  "));
  });
  const classes = card.classes.map((name, place) => {
    const here = classify !== undefined && at < order.length && place === classify.marked;
    return `${here ? ">" : " "}${String(place + 1)} ${name}`;
  });
  return { lines: [...lines, "", ...renderText(classes.join("  "), look)], focus };
}

function renderRecall(
  { answer, junior, senior }: Extract<Card, { kind: "flash" }>,
  draft: Draft | undefined,
  look: Look,
): Sight {
  if (draft?.kind !== "recall") return { lines: [], focus: 0 };
  if (!draft.shown) return { lines: renderText("Answer aloud, then press Enter.", look), focus: 0 };
  const section = (title: string, blocks: typeof answer): string[] =>
    blocks.length === 0 ? [] : ["", paint(look, "bold", title), ...renderBlocks(blocks, look)];
  const lines = [
    paint(look, "bold", "A good answer"),
    ...renderBlocks(answer, look),
    ...section("A junior says", junior),
    ...section("A senior says", senior),
    "",
    ...renderText("How did you do? 1 again, 2 hard, 3 good, 4 easy", look),
  ];
  return { lines, focus: 0 };
}

import type { Card, TextBlock } from "./types.ts";

/**
 * The bank as a text file that Anki imports (File, Import): a note for each question, with the
 * question's id as the note's GUID, so that importing again updates and never doubles.
 */
export function toAnki(cards: readonly Card[]): string {
  return [
    "#separator:tab",
    "#html:true",
    "#notetype:Basic",
    "#deck:Eventlings",
    "#columns:GUID\tFront\tBack\tTags",
    "#guid column:1",
    "#tags column:4",
    ...cards.map((card) => [card.id, front(card), back(card), tags(card)].map(quote).join("\t")),
    "",
  ].join("\n");
}

/** Quoted, so that no quote at the beginning of a text is taken for one that encloses it. */
const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;

const tags = ({ topic, lesson, kind, difficulty }: Card): string =>
  [`topic::${topic}`, `lesson::${lesson}`, `kind::${kind}`, `difficulty::${String(difficulty)}`].join(" ");

function front(card: Card): string {
  const prompt = blocks(card.prompt);
  if ("options" in card) return prompt + list(card.options.map(({ text }) => inline(text)));
  if (card.kind === "ordering") {
    // In the alphabet's order, which gives nothing away and never changes.
    return prompt + list(card.steps.map(({ text }) => inline(text)).toSorted());
  }
  if (card.kind !== "classification") return prompt;
  return `${prompt}${list(card.items.map(({ text }) => inline(text)))}<p>${inline(card.classes.join(", "))}?</p>`;
}

function back(card: Card): string {
  return [
    answer(card),
    blocks(card.why),
    card.peopleSay.length === 0 ? "" : `<p><b>People usually say</b></p>${blocks(card.peopleSay)}`,
  ].join("");
}

function answer(card: Card): string {
  switch (card.kind) {
    case "single":
    case "multiple":
    case "flaw":
      return list(
        card.options.map(({ text, right, why }) => `${right ? "✓" : "✗"} ${inline(text)}<br><i>${inline(why)}</i>`),
      );
    case "typed":
      return `<p>${inline(card.answers.join(", "))}</p><p><i>${inline(card.answerWhy)}</i></p>`;
    case "flash":
      return card.senior.length === 0
        ? blocks(card.answer)
        : `${blocks(card.answer)}<p><b>A senior says</b></p>${blocks(card.senior)}`;
    case "ordering":
      return `<ol>${card.steps.map(({ text, why }) => `<li>${inline(text)}<br><i>${inline(why)}</i></li>`).join("")}</ol>`;
    case "classification":
      return list(
        card.items.map(({ text, of, why }) => `${inline(text)}: <b>${inline(of)}</b><br><i>${inline(why)}</i>`),
      );
  }
}

const list = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;

const blocks = (all: readonly TextBlock[]): string =>
  all
    .map((block) => {
      if (block.kind === "text") return `<p>${inline(block.text)}</p>`;
      if (block.kind === "list") return list(block.items.map(inline));
      return `<pre><code>${block.lines.map(escape).join("<br>")}</code></pre>`;
    })
    .join("");

const inline = (text: string): string =>
  escape(text)
    .replaceAll(/`([^`]+)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "<b>$1</b>");

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\t", "  ");

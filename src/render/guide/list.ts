import { paint, type Look } from "../look.ts";
import { wrapWords } from "../text/wrap.ts";

/** A lesson whose guide can be read. */
export interface GuideEntry {
  readonly number: number;
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
}

/** The lessons that have a guide. */
export function renderGuideList(entries: readonly GuideEntry[], look: Look): string {
  if (entries.length === 0) return "No guide is written yet.";
  const width = String(Math.max(...entries.map(({ number }) => number))).length;
  return [
    ...entries.flatMap(({ number, slug, title, summary }) => [
      ...wrapWords(`${title} (${slug})`, look.columns - width - 2).map((line, index) =>
        index === 0
          ? `${String(number).padStart(width)}  ${paint(look, "bold", line)}`
          : `${" ".repeat(width + 2)}${line}`,
      ),
      ...wrapWords(summary, look.columns - width - 2).map((line) => `${" ".repeat(width + 2)}${line}`),
    ]),
    "",
    ...wrapWords(`To read one: npm run read ${entries[0]?.slug ?? ""}`, look.columns),
  ].join("\n");
}

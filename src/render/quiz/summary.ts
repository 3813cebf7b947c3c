import type { Report, Tally } from "../../quiz/index.ts";
import { paint, type Look } from "../look.ts";
import { widthOf } from "../text/width.ts";
import { renderBar } from "./bar.ts";
import { renderText } from "./text.ts";

/** What the end of a round says. */
export interface Summary {
  readonly tally: Tally;
  readonly report: Report;
  /** By topic: a mock interview's report. */
  readonly byTopic: boolean;
  /** The best score before this round. */
  readonly best?: number;
  /** Of the exercises to drill, those that can be done. */
  readonly drill: readonly string[];
  /** Of the lessons to read, those that have a guide. */
  readonly read: readonly string[];
  /** What comes next: when questions are due. */
  readonly due?: string;
}

/** The end of a round, as text. */
export function renderSummary(summary: Summary, look: Look): string {
  const { tally, report, byTopic, drill, read, due } = summary;
  if (tally.asked === 0) return renderText(["Nothing was answered.", due ?? ""].join(" ").trim(), look).join("\n");
  return [
    ...renderText(counts(tally), look).map((line) => paint(look, "bold", line)),
    ...renderScore(summary, look),
    ...(byTopic ? ["", ...renderTopics(report, look)] : []),
    ...(read.length === 0 ? [] : ["", ...commands("To read", "read", read, look)]),
    ...(drill.length === 0 ? [] : ["", ...commands("To train", "watch", drill, look)]),
    ...(due === undefined ? [] : ["", ...renderText(due, look)]),
  ].join("\n");
}

function counts({ asked, right, near, longest }: Tally): string {
  const nearly = near === 0 ? "" : `, ${String(near)} nearly`;
  const streak = longest < 3 ? "" : ` ${String(longest)} in a row.`;
  return `${String(right)} of ${String(asked)} right${nearly}.${streak}`;
}

function renderScore({ tally: { score }, best }: Summary, look: Look): string[] {
  if (score === undefined) return [];
  if (best === undefined) return renderText(`Score: ${String(score)} of 100.`, look);
  const compared = score > best ? `your best so far (it was ${String(best)})` : `your best is ${String(best)}`;
  return renderText(`Score: ${String(score)} of 100; ${compared}.`, look);
}

function renderTopics({ topics }: Report, look: Look): string[] {
  const width = Math.max(...topics.map(({ title }) => widthOf(title)));
  const bar = Math.max(5, Math.min(20, look.columns - width - 12));
  return topics.map(({ title, strength }) => {
    const name = title + " ".repeat(width - widthOf(title));
    return `${name}  ${renderBar(strength, bar, look)}`;
  });
}

/** At most this many of each: a list of everything says nothing. */
const SUGGESTED = 4;

const commands = (title: string, command: string, names: readonly string[], look: Look): string[] => [
  paint(look, "bold", title),
  ...names.slice(0, SUGGESTED).map((name) => `  npm run ${command} ${name}`),
];

import type { Timeline, TimelineEntry } from "../kit/index.ts";
import { escape } from "./text/escape.ts";
import { neutralise } from "./text/neutralise.ts";
import { wrapWords } from "./text/wrap.ts";
import { widthOf } from "./text/width.ts";
import { textOf } from "./timeline.ts";

/** Pixels. A character of the monospaced text is taken to be as wide as it is in most fonts. */
const CHARACTER = 8;
const LINE = 18;
const ROW = 30;
const LEFT = 56;
const TOP = 34;
const GAP = 40;
/** Characters in a line of the text beside the lanes. */
const TEXT = 60;

const STYLE = `
text { font: 13px ui-monospace, monospace; fill: #1f2328; }
.name { font-weight: bold; text-anchor: middle; }
.number { text-anchor: end; fill: #59636e; }
.lane { stroke: #8c959f; stroke-width: 1.5; }
.arrow { stroke: #1f2328; stroke-width: 1.5; fill: none; }
.head, .dot { fill: #1f2328; }
.ring { fill: #ffffff; stroke: #1f2328; stroke-width: 1.5; }
.crash { stroke: #9a6700; stroke-width: 2.5; } text.crash { stroke: none; fill: #9a6700; }
.broken { stroke: #cf222e; stroke-width: 2.5; } text.broken { stroke: none; fill: #cf222e; font-weight: bold; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .number { fill: #9198a1; } .ring { fill: #0d1117; stroke: #e6edf3; }
  .arrow { stroke: #e6edf3; } .head, .dot { fill: #e6edf3; }
  .crash { stroke: #d29922; } text.crash { fill: #d29922; } .broken { stroke: #f85149; } text.broken { fill: #f85149; }
}`;

interface Row {
  readonly entry: TimelineEntry;
  readonly number: number;
  readonly y: number;
  readonly lines: readonly string[];
}

/** The run as a drawing that needs nothing but itself: the lanes of `renderTimeline`, for a page. */
export function timelineToSvg(timeline: Timeline): string {
  const at = layOut(timeline);
  const textAt = Math.max(LEFT, ...at.values()) + GAP;
  const rows = layRows(timeline.entries);
  const last = rows.at(-1);
  const bottom = last === undefined ? TOP + ROW : heightOf(last);
  const width = textAt + TEXT * CHARACTER + 10;
  const size = `${String(width)} ${String(bottom + 10)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${String(width)}" height="${String(bottom + 10)}" role="img" aria-labelledby="run">`,
    `<title id="run">${escape(last === undefined ? "A run without a step" : textOf(last.entry))}</title>`,
    `<style>${STYLE}\n</style>`,
    ...timeline.lanes.flatMap(({ id, name }) => drawLane(id, name, at, rows, bottom)),
    ...rows.flatMap((row) => drawRow(row, at, textAt)),
    "</svg>",
    "",
  ].join("\n");
}

/** The middle of each lane. */
function layOut({ lanes }: Timeline): ReadonlyMap<string, number> {
  const at = new Map<string, number>();
  let left = LEFT;
  for (const { id, name } of lanes) {
    const width = Math.max(3, widthOf(name)) * CHARACTER;
    at.set(id, left + width / 2);
    left += width + GAP;
  }
  return at;
}

function layRows(entries: Timeline["entries"]): readonly Row[] {
  let y = TOP + ROW;
  return entries.map((entry, index) => {
    const row = { entry, number: index + 1, y, lines: wrapWords(neutralise(textOf(entry)), TEXT) };
    y += ROW + (row.lines.length - 1) * LINE;
    return row;
  });
}

const heightOf = ({ y, lines }: Row): number => y + (lines.length - 1) * LINE + 10;

/** The name, and a line for as long as it lives. */
function drawLane(
  id: string,
  name: string,
  at: ReadonlyMap<string, number>,
  rows: readonly Row[],
  bottom: number,
): string[] {
  const x = at.get(id) ?? 0;
  const parts: string[] = [`<text class="name" x="${String(x)}" y="18">${escape(name)}</text>`];
  let from: number | undefined = 26;
  for (const { entry, y } of rows) {
    if (entry.kind === "crash" && entry.lane === id && from !== undefined) {
      parts.push(line("lane", x, from, x, y));
      from = undefined;
    }
    if (entry.kind === "restart" && entry.lane === id) from = y;
  }
  if (from !== undefined) parts.push(line("lane", x, from, x, bottom));
  return parts;
}

function drawRow(row: Row, at: ReadonlyMap<string, number>, textAt: number): string[] {
  const { entry, number, y, lines } = row;
  const style = entry.kind === "broken" ? "broken" : entry.kind === "crash" || entry.kind === "lost" ? "crash" : "";
  const name = style === "" ? "" : ` class="${style}"`;
  return [
    `<text class="number" x="${String(LEFT - 20)}" y="${String(y + 4)}">${String(number)}</text>`,
    ...drawSign(entry, y, at),
    ...lines.map(
      (text, index) => `<text${name} x="${String(textAt)}" y="${String(y + 4 + index * LINE)}">${escape(text)}</text>`,
    ),
  ];
}

function drawSign(entry: TimelineEntry, y: number, at: ReadonlyMap<string, number>): string[] {
  if (entry.kind === "message" || entry.kind === "lost") {
    const [from, to] = [at.get(entry.from) ?? 0, at.get(entry.to) ?? 0];
    const way = to > from ? 1 : -1;
    if (entry.kind === "lost")
      return [line("arrow", from, y, (from + to) / 2 - way * 6, y), ...cross("crash", (from + to) / 2, y)];
    const head = `${String(to)},${String(y)} ${String(to - way * 9)},${String(y - 4)} ${String(to - way * 9)},${String(y + 4)}`;
    return [line("arrow", from, y, to - way * 8, y), `<polygon class="head" points="${head}"/>`];
  }
  const x = at.get(entry.lane) ?? 0;
  if (entry.kind === "crash" || entry.kind === "broken") return cross(entry.kind, x, y);
  return [`<circle class="${entry.kind === "restart" ? "ring" : "dot"}" cx="${String(x)}" cy="${String(y)}" r="4.5"/>`];
}

const cross = (style: string, x: number, y: number): string[] => [
  line(style, x - 5, y - 5, x + 5, y + 5),
  line(style, x - 5, y + 5, x + 5, y - 5),
];

const line = (style: string, x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="${style}" x1="${String(x1)}" y1="${String(y1)}" x2="${String(x2)}" y2="${String(y2)}"/>`;

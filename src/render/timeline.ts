import type { Timeline, TimelineEntry, TimelineLane } from "../kit/index.ts";
import { paint, type Look } from "./look.ts";
import { neutralise } from "./text/neutralise.ts";
import { widthOf } from "./text/width.ts";
import { wrapWords } from "./text/wrap.ts";

/** Columns that the text beside the lanes needs at least; with less, the timeline becomes a list. */
const LEAST_TEXT = 26;

type Format = Parameters<typeof paint>[1];

/** Something that the learner's code printed, and behind how many entries of the timeline. */
export interface Printed {
  readonly after: number;
  readonly text: string;
}

/**
 * A run as lanes from top to bottom: a column for every process and resource, a numbered row for
 * everything that happened, the crash and the broken promise marked by sign and word. Where the
 * window is too narrow for columns, the same as a list.
 *
 * @param printed what the learner's code printed, to be shown where it did
 */
export function renderTimeline(timeline: Timeline, look: Look, printed: readonly Printed[] = []): string {
  const digits = String(timeline.entries.length).length;
  const layout = layOut(timeline.lanes, digits + 4);
  const room = look.columns - layout.width - 2;
  const lines =
    room < LEAST_TEXT
      ? asList(timeline, digits, look, printed)
      : asLanes(timeline, layout, digits, room, look, printed);
  return lines.map((line) => line.trimEnd()).join("\n");
}

interface Layout {
  /** Column of each lane's line, by its id. */
  readonly at: ReadonlyMap<string, number>;
  readonly width: number;
}

/** Gives every lane the room that its name needs; the line runs below the middle of the name. */
function layOut(lanes: readonly TimelineLane[], margin: number): Layout {
  const at = new Map<string, number>();
  let column = margin;
  for (const { id, name } of lanes) {
    const width = Math.max(3, widthOf(name));
    at.set(id, column + Math.floor(width / 2));
    column += width + 3;
  }
  return { at, width: column - 3 };
}

function asLanes(
  { lanes, entries }: Timeline,
  layout: Layout,
  digits: number,
  room: number,
  look: Look,
  printed: readonly Printed[],
): readonly string[] {
  const header = lanes.reduce((line, { id, name }) => {
    const start = (layout.at.get(id) ?? 0) - Math.floor(Math.max(3, widthOf(name)) / 2);
    return `${line.padEnd(start)}${neutralise(name)}`;
  }, "");
  const dead = new Set<string>();
  const printedAfter = (count: number): string[] =>
    linesPrinted(printed, count, room).map(
      (text) => `${drawLines(lanes, dead, layout).padEnd(layout.width)}  ${paint(look, "dim", text)}`,
    );
  const before = printedAfter(0);
  const rows = entries.flatMap((entry, index) => {
    if (entry.kind === "restart") dead.delete(entry.lane);
    const first = drawRow(entry, lanes, dead, layout);
    if (entry.kind === "crash") dead.add(entry.lane);
    const below = drawLines(lanes, dead, layout);
    const number = String(index + 1).padStart(digits);
    const mark = entry.kind === "broken" ? "▸" : " ";
    const style = styleOf(entry);
    const row = wrapWords(textOf(entry), room).map((text, line) => {
      const lane = line === 0 ? `${mark} ${number}${first.slice(digits + 2)}` : below;
      const whole = `${lane.padEnd(layout.width)}  ${text}`;
      return style === undefined ? whole : paint(look, style, whole.trimEnd());
    });
    return [...row, ...printedAfter(index + 1)];
  });
  return [paint(look, "bold", header), drawLines(lanes, new Set(), layout), ...before, ...rows];
}

/** The lanes where nothing happens: a line for each that is alive. */
function drawLines(lanes: readonly TimelineLane[], dead: ReadonlySet<string>, { at, width }: Layout): string {
  const cells = Array.from({ length: width }, () => " ");
  for (const { id } of lanes) cells[at.get(id) ?? 0] = dead.has(id) ? " " : "│";
  return cells.join("");
}

function drawRow(
  entry: TimelineEntry,
  lanes: readonly TimelineLane[],
  dead: ReadonlySet<string>,
  layout: Layout,
): string {
  const cells = drawLines(lanes, dead, layout).split("");
  const column = (lane: string): number => layout.at.get(lane) ?? 0;
  if (entry.kind === "message" || entry.kind === "lost") {
    const from = column(entry.from);
    const to = column(entry.to);
    const right = to > from;
    for (let at = Math.min(from, to) + 1; at < Math.max(from, to); at += 1) cells[at] = cells[at] === "│" ? "┼" : "─";
    cells[from] = right ? "├" : "┤";
    // The head stands beside the line that it reaches, or where the message was lost.
    const head = entry.kind === "lost" ? Math.round((from + to) / 2) : right ? to - 1 : to + 1;
    cells[head] = entry.kind === "lost" ? "✗" : right ? "▶" : "◀";
    if (entry.kind === "lost")
      for (let at = head + (right ? 1 : -1); at !== to; at += right ? 1 : -1)
        if (cells[at] === "─") cells[at] = " ";
        else if (cells[at] === "┼") cells[at] = "│";
    return cells.join("");
  }
  cells[column(entry.lane)] = SIGNS[entry.kind];
  return cells.join("");
}

const SIGNS = { step: "●", crash: "✗", restart: "○", broken: "✗" } as const;

/** Words say what signs and colours show: a crash is called one. */
export function textOf(entry: TimelineEntry): string {
  const text = neutralise(entry.text);
  switch (entry.kind) {
    case "crash":
      return `CRASH: ${text}`;
    case "restart":
      return `restart: ${text}`;
    case "broken":
      return `BROKEN: ${text}`;
    case "lost":
      return `lost: ${text}`;
    case "step":
    case "message":
      return text;
  }
}

function styleOf({ kind }: TimelineEntry): Format | undefined {
  if (kind === "crash" || kind === "lost") return "yellow";
  return kind === "broken" ? ["red", "bold"] : undefined;
}

/** A word and not only a look: what is printed is nothing that happened. */
function linesPrinted(printed: readonly Printed[], count: number, columns: number): readonly string[] {
  const text = printed.flatMap((each) => (each.after === count ? [each.text] : [])).join("");
  if (text === "") return [];
  return (
    neutralise(text)
      .replace(/\n$/, "")
      .split("\n")
      .map((line) => `printed: ${line}`)
      // What fits keeps its own spaces: an object's fields stand below each other.
      .flatMap((line) => (widthOf(line) <= columns ? [line] : wrapWords(line, columns)))
  );
}

function asList(
  { lanes, entries }: Timeline,
  digits: number,
  look: Look,
  printed: readonly Printed[],
): readonly string[] {
  const nameOf = (id: string): string => neutralise(lanes.find((lane) => lane.id === id)?.name ?? id);
  const margin = " ".repeat(digits + 4);
  const printedAfter = (count: number): string[] =>
    linesPrinted(printed, count, look.columns - margin.length).map((text) => margin + paint(look, "dim", text));
  const rows = entries.flatMap((entry, index) => {
    const who =
      entry.kind === "message" || entry.kind === "lost"
        ? `${nameOf(entry.from)} → ${nameOf(entry.to)}`
        : nameOf(entry.lane);
    const start = `${entry.kind === "broken" ? "▸" : " "} ${String(index + 1).padStart(digits)}. `;
    const style = styleOf(entry);
    const row = wrapWords(`${who}: ${textOf(entry)}`, look.columns - start.length).map((line, number) => {
      const text = (number === 0 ? start : margin) + line;
      return style === undefined ? text : paint(look, style, text);
    });
    return [...row, ...printedAfter(index + 1)];
  });
  return [...printedAfter(0), ...rows];
}

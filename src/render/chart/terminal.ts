import { paint, type Look } from "../look.ts";
import { cutLine } from "../text/cut.ts";
import { widthOf } from "../text/width.ts";
import { wrapWords } from "../text/wrap.ts";
import { legendOf, type Chart, type Series } from "./chart.ts";
import { scalesOf, shortNumber, type Scale } from "./scale.ts";

/** A mark each, and a colour where there is colour: lines are told apart without it. */
const MARKS = ["●", "○", "▲", "△", "■", "□"] as const;
const COLORS = ["cyan", "yellow", "magenta", "green", "blue", "red"] as const;

/** Wider charts gain nothing. */
const WIDEST = 88;

/**
 * A chart for a terminal. Where two lines meet in one cell, the mark of the later one is seen.
 *
 * @param rows lines of the drawing itself, without title and axes
 */
export function renderChart(chart: Chart, look: Look, rows = 12): readonly string[] {
  const columns = Math.min(look.columns, WIDEST);
  const { x, y } = scalesOf(chart);
  const marks = rowLabels(y, rows);
  const margin = Math.max(...marks.map(widthOf)) + 1;
  const width = Math.max(10, columns - margin - 2);
  const grid = draw(chart.series, { x, y, width, rows });
  return [
    ...wrapWords(chart.title, columns).map((line) => paint(look, "bold", cutLine(line, 0, columns))),
    ...legend(chart, look, columns),
    paint(look, "dim", cutLine(chart.y.label, 0, columns)),
    ...grid.map((cells, row) => {
      const label = marks[row] ?? "";
      const body = cells.map((cell) => (cell === undefined ? " " : paintMark(cell, look))).join("");
      return `${" ".repeat(margin - widthOf(label) - 1)}${label} ${label === "" ? "│" : "┤"}${body}`.trimEnd();
    }),
    `${" ".repeat(margin)}└${"─".repeat(width)}`,
    columnLabels(x, width, margin),
    paint(look, "dim", cutLine(`${" ".repeat(margin + 1)}${chart.x.label}`, 0, columns)),
  ];
}

const paintMark = (series: number, look: Look): string =>
  paint(look, COLORS[series % COLORS.length] ?? "cyan", MARKS[series % MARKS.length] ?? "●");

/** `● yours   ○ naive`, wrapped where it does not fit. */
function legend(chart: Chart, look: Look, columns: number): string[] {
  const lines: { text: string; width: number }[] = [];
  for (const { name, style } of legendOf(chart)) {
    const width = widthOf(name) + 2;
    const last = lines.at(-1);
    const text = `${paintMark(style, look)} ${name}`;
    if (last === undefined || last.width + 3 + width > columns) lines.push({ text, width });
    else {
      last.text += `   ${text}`;
      last.width += 3 + width;
    }
  }
  return lines.map(({ text }) => text);
}

interface Paper {
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  readonly rows: number;
}

/** The style that is seen in each cell, row by row from the top. */
function draw(series: readonly Series[], { x, y, width, rows }: Paper): (number | undefined)[][] {
  const grid = Array.from({ length: rows }, () => Array.from<number | undefined>({ length: width }));
  for (const [index, { points, style = index }] of series.entries()) {
    let before: { readonly column: number; readonly height: number } | undefined;
    for (const point of points) {
      const [across, up] = [x.place(point.x), y.place(point.y)];
      const here =
        across === undefined || up === undefined
          ? undefined
          : { column: Math.round(across * (width - 1)), height: up * (rows - 1) };
      if (here !== undefined)
        for (let column = before === undefined ? here.column : before.column + 1; column <= here.column; column += 1)
          set(grid, rows - 1 - Math.round(heightAt(column, before, here)), column, style);
      before = here;
    }
  }
  return grid;
}

/** On the straight line between two points. */
function heightAt(
  column: number,
  from: { readonly column: number; readonly height: number } | undefined,
  to: { readonly column: number; readonly height: number },
): number {
  if (from === undefined || to.column === from.column) return to.height;
  return from.height + ((to.height - from.height) * (column - from.column)) / (to.column - from.column);
}

function set(grid: (number | undefined)[][], row: number, column: number, series: number): void {
  const cells = grid[row];
  if (cells !== undefined) cells[column] = series;
}

/** The mark beside each row, from the top; most rows have none. */
function rowLabels(y: Scale, rows: number): readonly string[] {
  const labels = Array.from({ length: rows }, () => "");
  for (const tick of y.ticks(Math.max(3, Math.floor(rows / 2)))) {
    const place = y.place(tick);
    if (place !== undefined) labels[rows - 1 - Math.round(place * (rows - 1))] = shortNumber(tick);
  }
  return labels;
}

/** The marks below the x axis, each where its value is, left out where they would touch. */
function columnLabels(x: Scale, width: number, margin: number): string {
  let line = "";
  for (const tick of x.ticks(Math.max(3, Math.floor(width / 12)))) {
    const place = x.place(tick);
    if (place === undefined) continue;
    const label = shortNumber(tick);
    const column = margin + 1 + Math.round(place * (width - 1));
    const start = Math.min(column, margin + 1 + width - widthOf(label));
    if (line === "" || start > widthOf(line)) line = line.padEnd(start) + label;
  }
  return line;
}

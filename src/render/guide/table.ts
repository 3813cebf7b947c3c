import { paint, type Look } from "../look.ts";
import type { Block } from "./block.ts";
import { inlineSpans } from "./inline.ts";
import { paintSpans, spansWidth, wrapSpans, type Span } from "./spans.ts";

/** Narrower than this, a column is no column any more. */
const LEAST = 8;

type Cell = readonly Span[];
type Align = "left" | "right" | "center";

/** A table in the width there is: cells are wrapped; where even that is too wide, every row becomes a list. */
export function renderTable(table: Block, columns: number, look: Look): readonly string[] {
  const rows = table.children.flatMap((part) => part.children).map((row) => row.children.map(cellOf));
  const [head = [], ...body] = rows;
  const count = head.length;
  const aligns = (table.children[0]?.children[0]?.children ?? []).map(alignOf);
  const room = columns - 3 * (count - 1);
  const natural = head.map((_, index) => Math.max(1, ...rows.map((row) => spansWidth(row[index] ?? []))));
  const widths = fit(natural, room);
  if (widths === undefined) return asList(head, body, columns, look);
  const bold = head.map((cell): Cell => cell.map(({ text, styles }) => ({ text, styles: ["strong", ...styles] })));
  const line = widths.map((width) => "─".repeat(width)).join("─┼─");
  const wrapped = body.map((row) => renderRow(row, widths, aligns, look));
  // Rows of several lines run into each other without a line between them.
  const spaced = wrapped.some((row) => row.length > 1);
  return [
    ...renderRow(bold, widths, aligns, look),
    paint(look, "dim", line),
    ...wrapped.flatMap((row, index) => (spaced && index > 0 ? [paint(look, "dim", line), ...row] : row)),
  ];
}

const cellOf = ({ children }: Block): Cell => children.flatMap(inlineSpans);

function alignOf({ attrs }: Block): Align {
  const style = attrs?.["style"] ?? "";
  return style.includes("right") ? "right" : style.includes("center") ? "center" : "left";
}

/** Takes from the widest column until all fit; undefined where they cannot. */
function fit(natural: readonly number[], room: number): readonly number[] | undefined {
  const widths = [...natural];
  let total = widths.reduce((sum, width) => sum + width, 0);
  while (total > room) {
    const widest = Math.max(...widths);
    if (widest <= LEAST) return undefined;
    widths[widths.indexOf(widest)] = widest - 1;
    total -= 1;
  }
  return widths;
}

function renderRow(row: readonly Cell[], widths: readonly number[], aligns: readonly Align[], look: Look): string[] {
  const cells = widths.map((width, index) => wrapSpans(row[index] ?? [], width));
  const height = Math.max(...cells.map((lines) => lines.length));
  const separator = ` ${paint(look, "dim", "│")} `;
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, index) => pad(lines[at] ?? [], widths[index] ?? 0, aligns[index] ?? "left", look))
      .join(separator)
      .trimEnd(),
  );
}

function pad(spans: readonly Span[], width: number, align: Align, look: Look): string {
  const free = Math.max(0, width - spansWidth(spans));
  const before = align === "right" ? free : align === "center" ? Math.floor(free / 2) : 0;
  return " ".repeat(before) + paintSpans(spans, look) + " ".repeat(free - before);
}

function asList(head: readonly Cell[], body: readonly (readonly Cell[])[], columns: number, look: Look): string[] {
  return body.flatMap((row, number) => [
    ...(number === 0 ? [] : [""]),
    ...row.flatMap((cell, index) => {
      const name: Cell = [
        ...(head[index] ?? []).map(({ text }): Span => ({ text, styles: ["strong"] })),
        { text: ": ", styles: [] },
      ];
      const lines = wrapSpans(
        index === 0 || spansWidth(head[index] ?? []) === 0 ? cell : [...name, ...cell],
        columns - 2,
      );
      return lines.map((line, at) => (index === 0 && at === 0 ? "" : "  ") + paintSpans(line, look));
    }),
  ]);
}

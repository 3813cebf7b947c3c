import type { Axis, Chart } from "./chart.ts";

/** A block of a guide that should be a chart and is none. */
export class NoChart extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoChart";
  }
}

/**
 * Reads a chart as a guide writes it, so that it can be read as a table, too:
 *
 *     title: Events that a load reads
 *     x: events in the stream (log)
 *     y: events read (log)
 *
 *     stream  without a snapshot  with one
 *     100     100                 50
 *
 * Columns are two or more spaces apart. The first one is x; each of the others is a line.
 *
 * @throws NoChart with a sentence that says what is wrong
 */
export function readChart(text: string): Chart {
  const [head = "", table = ""] = text.trim().split(/\n\s*\n/);
  const fields = new Map(
    head.split("\n").map((line) => {
      const [name = "", ...rest] = line.split(":");
      return [name.trim(), rest.join(":").trim()] as const;
    }),
  );
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined || value === "") throw new NoChart(`The chart has no "${name}:".`);
    return value;
  };
  const [header, ...rows] = table
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(/ {2,}/));
  if (header === undefined || header.length < 2 || rows.length < 2)
    throw new NoChart(
      "The chart has no table: a line of names and at least two lines of numbers, columns two spaces apart.",
    );
  const numbers = rows.map((row) => {
    const values = row.map(Number);
    if (values.length !== header.length || values.some((value) => Number.isNaN(value)))
      throw new NoChart(`The line "${row.join("  ")}" of the chart is not ${String(header.length)} numbers.`);
    return values;
  });
  return {
    title: field("title"),
    x: readAxis(field("x")),
    y: readAxis(field("y")),
    series: header.slice(1).map((name, index) => ({
      name,
      points: numbers.map((row) => ({ x: row[0] ?? 0, y: row[index + 1] ?? 0 })),
    })),
  };
}

function readAxis(text: string): Axis {
  const label = text.replace(/ *\(log\)$/, "");
  return label === text ? { label } : { label, scale: "log" };
}

import { BYTES_PER_REQUEST, type LabFigures, type LabRow } from "../../judge/index.ts";
import type { Axis, Chart, Series } from "../chart/chart.ts";
import { nameOf, type ShownLab } from "./shown.ts";

/** One line: what of a row it shows. */
interface Line {
  readonly name: string;
  readonly style: number;
  readonly of: (row: LabRow) => number | null;
}

/** What happens over time, the protected version beside the naive one. */
export function labCharts({ report: { rows }, ...shown }: ShownLab): readonly Chart[] {
  const name = nameOf(shown);
  const { minutes } = shown.settings;
  const isShort = minutes <= 2;
  const x: Axis = isShort ? { label: "seconds", max: minutes * 60 } : { label: "minutes", max: minutes };
  const series = (lines: readonly Line[]): readonly Series[] =>
    lines.map(({ name: called, style, of }) => ({
      name: called,
      style,
      points: rows.map((row) => ({ x: (row.from + row.to) / 2 / (isShort ? 1 : 60), y: of(row) ?? Number.NaN })),
    }));
  /** The protected version last: it is seen where both are the same. */
  const both = (of: (figures: LabFigures, row: LabRow) => number | null, what = "", first = 0): readonly Line[] => [
    { name: `naive${what}`, style: first + 1, of: (row) => of(row.naive, row) },
    { name: `${name}${what}`, style: first, of: (row) => of(row.guarded, row) },
  ];
  const chart = (title: string, y: Axis, lines: readonly Line[]): Chart => ({ title, x, y, series: series(lines) });
  return [
    chart(
      "Queue depth",
      { label: "requests that wait" },
      both(({ queued }) => queued),
    ),
    chart("Latency, answers that came too late included", { label: "ms from request to answer", scale: "log" }, [
      ...both(({ p50 }) => p50, " p50", 2),
      ...both(({ p99 }) => p99, " p99"),
    ]),
    chart("Goodput: answered while the client still waited", { label: "requests a second" }, [
      { name: "asked for", style: 2, of: (row) => perSecond(row.offered, row) },
      ...both(({ good }, row) => perSecond(good, row)),
    ]),
    chart(
      "Rejected: told no",
      { label: "attempts a second" },
      both(({ rejected }, row) => perSecond(rejected, row)),
    ),
    chart(
      "Memory (modelled: 16 KiB for each request that is held)",
      { label: "MB" },
      both(({ held }) => (held * BYTES_PER_REQUEST) / 1e6),
    ),
  ];
}

const perSecond = (count: number, { from, to }: LabRow): number => count / (to - from);

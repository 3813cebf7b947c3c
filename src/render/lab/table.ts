import { BYTES_PER_REQUEST, type LabTotals } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { nameOf, type ShownLab } from "./shown.ts";
import { bytes, duration, percent, whole } from "./words.ts";

/** All the time in a few numbers. */
export function renderTotals({ report, ...shown }: ShownLab, look: Look): readonly string[] {
  const { guarded, naive, offered } = report;
  const both = (name: string, of: (totals: LabTotals) => string): readonly string[] => [name, of(guarded), of(naive)];
  const rows = [
    ["", nameOf(shown), "naive"],
    both("answered in time", ({ good }) => percent(offered === 0 ? 0 : good / offered)),
    ...(shown.settings.strategy === "load-shedder"
      ? (["critical", "normal", "optional"] as const).map((importance) =>
          both(`  ${importance}`, ({ goodOf }) => percent(goodOf[importance])),
        )
      : []),
    both("attempts", ({ attempts }) => whole(attempts)),
    both("rejected", ({ rejected, attempts }) => percent(attempts === 0 ? 0 : rejected / attempts)),
    both("latency p50", ({ p50 }) => duration(p50)),
    both("latency p99", ({ p99 }) => duration(p99)),
    both("longest queue", ({ queued }) => whole(queued)),
    both("memory, modelled", ({ held }) => bytes(held * BYTES_PER_REQUEST)),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ");
  return rows.map((row, index) => (index === 0 ? paint(look, "bold", line(row)) : line(row)));
}

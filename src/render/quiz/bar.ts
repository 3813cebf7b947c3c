import { paint, type Look } from "../look.ts";

/** A share from 0 to 1 as a bar, with its percentage: no meaning is in the colour alone. */
export function renderBar(share: number, width: number, look: Look): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  const format = share >= 0.7 ? "green" : share >= 0.4 ? "yellow" : "red";
  const bar = paint(look, format, "█".repeat(full)) + "░".repeat(width - full);
  return `${bar} ${`${String(Math.round(share * 100))} %`.padStart(5)}`;
}

const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Counts as a row of small bars; a dot where there is nothing. */
export function renderSparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .map((count) => (count === 0 ? "·" : (LEVELS[Math.max(0, Math.ceil((count / most) * LEVELS.length) - 1)] ?? "█")))
    .join("");
}

import type { Failure } from "../judge/index.ts";
import { paint, type Look } from "./look.ts";
import { neutralise } from "./text/neutralise.ts";
import { widthOf } from "./text/width.ts";
import { wrapWords } from "./text/wrap.ts";
import { renderTimeline } from "./timeline.ts";
import { renderValues } from "./verdict/values.ts";

/** A part of the shop, for the list of them. */
export interface ShownPart {
  readonly exercise: string;
  readonly whose: "yours" | "changed" | "reference";
}

const WHOSE: Readonly<Record<ShownPart["whose"], string>> = {
  yours: "yours",
  changed: "yours, changed since it passed",
  reference: "the reference's",
};

/** The parts that the shop is made of. */
export function renderParts(parts: readonly ShownPart[], look: Look): string {
  const width = Math.max(...parts.map(({ exercise }) => exercise.length));
  const own = parts.filter(({ whose }) => whose !== "reference").length;
  const sum =
    own === 0
      ? "None of its parts is yours yet: pass an exercise, and your own code takes its place."
      : own === parts.length
        ? "All of its parts are yours."
        : `${String(own)} of its ${String(parts.length)} parts are yours.`;
  return [
    ...parts.map(({ exercise, whose }) =>
      paint(look, whose === "reference" ? "dim" : "green", `  ${exercise.padEnd(width)}  ${WHOSE[whose]}`),
    ),
    ...wrapWords(sum, look.columns),
  ].join("\n");
}

/** What can be asked at the counter. */
export function renderCounter(commands: readonly (readonly [string, string, string])[], look: Look): string {
  return commands
    .flatMap(([name, usage, does]) => [
      `  ${paint(look, "bold", name)}${usage === "" ? "" : ` ${usage}`}`,
      ...wrapWords(does, look.columns - 6).map((line) => `      ${line}`),
    ])
    .join("\n");
}

/** What the service answered. What an order is called comes from the keyboard, and what fails from code: neither may steer the terminal. */
export const renderAnswer = (lines: readonly string[], look: Look): string =>
  lines
    .map(neutralise)
    // What fits keeps its columns.
    .flatMap((line) => (widthOf(line) <= look.columns ? [line] : wrapWords(line, look.columns, "  ")))
    .join("\n");

/** How the shop broke its promise. */
export function renderShopFailure({ happened, explored, timeline, ...values }: Failure, look: Look): string {
  return [
    ...wrapWords(neutralise(happened), look.columns),
    ...renderValues(values, look),
    ...(timeline === undefined ? [] : ["", ...renderTimeline(timeline, look).split("\n"), ""]),
    ...(explored === undefined ? [] : [`Tried: ${explored} until it broke.`]),
  ].join("\n");
}

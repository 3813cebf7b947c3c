import type { Failure } from "../../judge/index.ts";
import { renderChart } from "../chart/index.ts";
import type { Look } from "../look.ts";
import { neutralise } from "../text/neutralise.ts";
import { wrapWords } from "../text/wrap.ts";
import { shownPath } from "../verdict/place.ts";
import { renderValues } from "../verdict/values.ts";
import { labCharts } from "./charts.ts";
import { conclude } from "./conclude.ts";
import type { ShownLab } from "./shown.ts";
import { renderTotals } from "./table.ts";

export { labCharts } from "./charts.ts";
export { conclude } from "./conclude.ts";
export { sayPart, sayService, sayTraffic } from "./heading.ts";
export { nameOf, type ShownLab, type ShownSettings } from "./shown.ts";
export { renderTotals } from "./table.ts";
export { whole } from "./words.ts";

/** What makes a simulation slow is most often what would make the service slow. */
const SLOW =
  "A queue without an end gets slow as it grows: each shift() of a long array moves everybody who waits. `--minutes 2` simulates less.";

/** Lines of a drawing: five of them are to be read in one go. */
const ROWS = 9;

/** The charts, the numbers, and what there is to see in them. */
export function renderLab(shown: ShownLab, look: Look): string {
  return [
    ...labCharts(shown).flatMap((chart) => [...renderChart(chart, look, ROWS), ""]),
    ...renderTotals(shown, look),
    "",
    ...conclude(shown).flatMap((sentence) => wrapWords(sentence, look.columns)),
  ].join("\n");
}

/**
 * Why there is nothing to draw: what the part did.
 *
 * @param root folder of the clone: paths are shown relative to it
 */
export function renderLabFailure({ kind, happened, place, ...values }: Failure, root: string, look: Look): string {
  const where = place === undefined ? "" : ` (${shownPath(place.file, root)}:${String(place.line)})`;
  return [
    ...wrapWords(neutralise(`${happened}${where}`), look.columns),
    ...(kind === "too-slow" ? wrapWords(SLOW, look.columns) : []),
    ...renderValues(values, look),
  ].join("\n");
}

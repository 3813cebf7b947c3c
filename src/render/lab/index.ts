import { renderChart } from "../chart/index.ts";
import type { Look } from "../look.ts";
import { wrapWords } from "../text/wrap.ts";
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

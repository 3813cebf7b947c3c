export type { Axis, Chart, Series } from "./chart.ts";
export { NoChart, readChart } from "./read.ts";
export { chartsToSvg } from "./svg.ts";
export { renderChart } from "./terminal.ts";

import { escape } from "../text/escape.ts";
import type { Chart } from "./chart.ts";
import { scalesOf, shortNumber } from "./scale.ts";

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 64;
const RIGHT = 16;
const TOP = 52;
const BOTTOM = 44;

/** A dash pattern each, so that lines are told apart without colour. */
const DASHES = ["", "6 4", "2 3", "10 3 2 3"] as const;
const COLORS = ["#0969da", "#bc4c00", "#8250df", "#1a7f37"] as const;

const STYLE = `
text { font: 12px ui-monospace, monospace; fill: #1f2328; }
.title { font-weight: bold; font-size: 14px; }
.axis { stroke: #8c959f; } .grid { stroke: #d1d9e0; } .line { fill: none; stroke-width: 2; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .grid { stroke: #3d444d; } }`;

/** Charts below each other, as one drawing that needs nothing but itself. */
export function chartsToSvg(charts: readonly Chart[]): string {
  const height = charts.length * HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" width="${String(WIDTH)}" height="${String(height)}" role="img" aria-labelledby="charts">`,
    `<title id="charts">${escape(charts.map(({ title }) => title).join("; "))}</title>`,
    `<style>${STYLE}\n</style>`,
    ...charts.flatMap((chart, index) => drawChart(chart, index * HEIGHT)),
    "</svg>",
    "",
  ].join("\n");
}

function drawChart(chart: Chart, top: number): readonly string[] {
  const { x, y } = scalesOf(chart);
  const floor = top + HEIGHT - BOTTOM;
  const across = (share: number): number => round(LEFT + share * (WIDTH - LEFT - RIGHT));
  const up = (share: number): number => round(floor - share * (HEIGHT - TOP - BOTTOM));

  const rows = y.ticks(5).map((tick) => {
    const at = String(up(y.place(tick) ?? 0));
    return `<line class="grid" x1="${String(LEFT)}" x2="${String(WIDTH - RIGHT)}" y1="${at}" y2="${at}"/><text x="${String(LEFT - 6)}" y="${at}" text-anchor="end" dominant-baseline="middle">${shortNumber(tick)}</text>`;
  });
  const columns = x
    .ticks(8)
    .map(
      (tick) =>
        `<text x="${String(across(x.place(tick) ?? 0))}" y="${String(floor + 16)}" text-anchor="middle">${shortNumber(tick)}</text>`,
    );
  const lines = chart.series.flatMap((series, index) => {
    const look = `stroke="${COLORS[index % COLORS.length] ?? ""}" stroke-dasharray="${DASHES[index % DASHES.length] ?? ""}"`;
    const key = LEFT + index * 180;
    return [
      ...paths(series.points, (point) => {
        const [at, height] = [x.place(point.x), y.place(point.y)];
        return at === undefined || height === undefined ? undefined : `${String(across(at))},${String(up(height))}`;
      }).map((path) => `<polyline class="line" ${look} points="${path}"/>`),
      `<line class="line" ${look} x1="${String(key)}" x2="${String(key + 24)}" y1="${String(top + 38)}" y2="${String(top + 38)}"/><text x="${String(key + 30)}" y="${String(top + 42)}">${escape(series.name)}</text>`,
    ];
  });
  return [
    `<text class="title" x="${String(LEFT)}" y="${String(top + 20)}">${escape(chart.title)}</text>`,
    ...rows,
    `<line class="axis" x1="${String(LEFT)}" x2="${String(WIDTH - RIGHT)}" y1="${String(floor)}" y2="${String(floor)}"/>`,
    ...columns,
    `<text x="${String(LEFT)}" y="${String(floor + 34)}">${escape(`${chart.x.label} · ${chart.y.label}`)}</text>`,
    ...lines,
  ];
}

/** The points of each piece of a line: it is broken where a point cannot be shown. */
function paths<P>(points: readonly P[], place: (point: P) => string | undefined): readonly string[] {
  const pieces: string[][] = [[]];
  for (const point of points) {
    const at = place(point);
    if (at === undefined) pieces.push([]);
    else pieces.at(-1)?.push(at);
  }
  return pieces.filter((piece) => piece.length > 0).map((piece) => piece.join(" "));
}

const round = (value: number): number => Math.round(value * 10) / 10;

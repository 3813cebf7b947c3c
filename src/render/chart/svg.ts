import { escape } from "../text/escape.ts";
import { widthOf } from "../text/width.ts";
import { wrapWords } from "../text/wrap.ts";
import { legendOf, type Chart } from "./chart.ts";
import { scalesOf, shortNumber } from "./scale.ts";

const WIDTH = 760;
const HEIGHT = 280;
const LEFT = 72;
const RIGHT = 20;
/** Above the drawing: title, legend, and room for the highest mark. */
const TOP = 72;
const BOTTOM = 52;
/** Of the caption: one line, and the characters that fit on it. */
const LINE = 18;
const LINE_LENGTH = 92;
/** Of a 12 px monospaced font. */
const CHARACTER = 7.25;

/** Puts a text's middle at its height. `dominant-baseline` would say so, and not every viewer heeds it. */
const MIDDLE = 'dy="0.35em"';

/** A dash pattern each, so that lines are told apart without colour. */
const DASHES = ["", "6 4", "2 3", "10 3 2 3"] as const;
const COLOURS = ["#0969da", "#bc4c00", "#8250df", "#1a7f37"] as const;

// Its own background: whoever shows it may be dark, and the text is not.
const STYLE = `
text { font: 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; }
.paper { fill: #ffffff; } .title { font-weight: bold; font-size: 14px; } .quiet { fill: #59636e; }
.axis { stroke: #59636e; } .grid { stroke: #d1d9e0; } .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .paper { fill: #0d1117; } .quiet { fill: #9198a1; } .axis { stroke: #9198a1; }
  .grid { stroke: #2f353d; }
}`;

/**
 * Charts below each other, as one drawing that needs nothing but itself.
 *
 * @param caption what stands above them, a paragraph each
 */
export function chartsToSvg(charts: readonly Chart[], caption: readonly string[] = []): string {
  const lines = caption.flatMap((paragraph) => wrapWords(paragraph, LINE_LENGTH));
  const head = lines.length === 0 ? 0 : lines.length * LINE + 24;
  const height = head + charts.length * HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" width="${String(WIDTH)}" height="${String(height)}" role="img" aria-labelledby="charts">`,
    `<title id="charts">${escape(charts.map(({ title }) => title).join("; "))}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="${String(WIDTH)}" height="${String(height)}"/>`,
    ...lines.map((line, at) => text(24, 28 + at * LINE, line)),
    ...charts.flatMap((chart, index) => drawChart(chart, head + index * HEIGHT)),
    "</svg>",
    "",
  ].join("\n");
}

function drawChart(chart: Chart, top: number): readonly string[] {
  const { x, y } = scalesOf(chart);
  const floor = top + HEIGHT - BOTTOM;
  const across = (share: number): number => round(LEFT + share * (WIDTH - LEFT - RIGHT));
  const up = (share: number): number => round(floor - share * (HEIGHT - TOP - BOTTOM));

  const rows = y.ticks(6).flatMap((tick) => {
    const at = up(y.place(tick) ?? 0);
    return [
      `<line class="grid" x1="${String(LEFT)}" x2="${String(WIDTH - RIGHT)}" y1="${String(at)}" y2="${String(at)}"/>`,
      text(LEFT - 8, at, shortNumber(tick), `text-anchor="end" ${MIDDLE}`),
    ];
  });
  const columns = x.ticks(8).flatMap((tick) => {
    const at = across(x.place(tick) ?? 0);
    return [
      `<line class="axis" x1="${String(at)}" x2="${String(at)}" y1="${String(floor)}" y2="${String(floor + 5)}"/>`,
      text(at, floor + 19, shortNumber(tick), 'text-anchor="middle"'),
    ];
  });
  const lines = chart.series.flatMap(({ points, style = chart.series.findIndex((each) => each.points === points) }) =>
    paths(points, (point) => {
      const [at, height] = [x.place(point.x), y.place(point.y)];
      return at === undefined || height === undefined ? undefined : `${String(across(at))},${String(up(height))}`;
    }).map((path) => `<polyline class="line" ${look(style)} points="${path}"/>`),
  );
  return [
    text(LEFT, top + 24, chart.title, 'class="title"'),
    ...drawLegend(chart, top + 46),
    ...rows,
    ...lines,
    `<line class="axis" x1="${String(LEFT)}" x2="${String(WIDTH - RIGHT)}" y1="${String(floor)}" y2="${String(floor)}"/>`,
    ...columns,
    text(WIDTH - RIGHT, floor + 38, chart.x.label, 'class="quiet" text-anchor="end"'),
    // Read from below, as on paper.
    `<text class="quiet" transform="translate(18 ${String(round((top + TOP + floor) / 2))}) rotate(-90)" text-anchor="middle">${escape(chart.y.label)}</text>`,
  ];
}

/** Each line's name behind a piece of it. */
function drawLegend(chart: Chart, y: number): readonly string[] {
  let at = LEFT;
  return legendOf(chart).flatMap(({ name, style }) => {
    const from = at;
    at += 32 + widthOf(name) * CHARACTER + 24;
    return [
      `<line class="line" ${look(style)} x1="${String(round(from))}" x2="${String(round(from + 26))}" y1="${String(y)}" y2="${String(y)}"/>`,
      text(round(from + 32), y, name, MIDDLE),
    ];
  });
}

const look = (style: number): string =>
  `stroke="${COLOURS[style % COLOURS.length] ?? ""}" stroke-dasharray="${DASHES[style % DASHES.length] ?? ""}"`;

const text = (x: number, y: number, words: string, more = ""): string =>
  `<text x="${String(x)}" y="${String(y)}"${more === "" ? "" : ` ${more}`}>${escape(words)}</text>`;

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

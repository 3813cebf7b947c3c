import { describe, expect, test } from "vitest";
import { chartsToSvg, NoChart, readChart, renderChart, type Chart } from "../../src/render/chart/index.ts";

const look = { color: false, columns: 60 };

const TEXT = `title: Events that a load reads
x: events in the stream (log)
y: events read (log)

stream  without a snapshot  with one
10      10                  10
100     100                 50
1000    1000                50
10000   10000               50
`;

const chart: Chart = {
  title: "Queue depth",
  x: { label: "seconds" },
  y: { label: "requests" },
  series: [
    { name: "yours", points: [0, 10, 20, 30].map((x) => ({ x, y: 20 })) },
    { name: "naive", points: [0, 10, 20, 30].map((x) => ({ x, y: x * 3 })) },
  ],
};

describe("a chart in a terminal", () => {
  test("draws each line with a mark of its own, and says what the axes are", () => {
    expect(renderChart(chart, look, 7).join("\n")).toMatchSnapshot();
  });

  test("draws a logarithmic chart from a guide's table", () => {
    expect(renderChart(readChart(TEXT), look, 9).join("\n")).toMatchSnapshot();
  });

  test("leaves a gap where a value cannot be shown", () => {
    const [first] = chart.series;
    const gap = {
      ...chart,
      series: [{ name: "yours", points: [...(first?.points ?? []), { x: 60, y: Number.NaN }, { x: 90, y: 20 }] }],
    };
    const lines = renderChart(gap, look, 3);
    expect(lines.join("\n")).toMatch(/● {20,}●/);
  });

  test("never writes beyond its columns, also in a narrow window", () => {
    for (const columns of [20, 40, 200])
      for (const line of renderChart({ ...chart, title: "a long title ".repeat(10) }, { color: false, columns }))
        expect(line.length).toBeLessThanOrEqual(Math.max(columns, 20));
  });

  test("breaks a title that is too long for the window, and loses no word of it", () => {
    const lines = renderChart(
      { ...chart, title: "Goodput: answered while the client still waited" },
      { color: false, columns: 30 },
    );
    expect(lines.slice(0, 3)).toEqual(["Goodput: answered while the", "client still waited", "● yours   ○ naive"]);
  });

  test("marks each line by its style, and lists them by it, whichever is drawn on top", () => {
    const [yours, naive] = chart.series;
    if (yours === undefined || naive === undefined) throw new Error("The chart has two lines.");
    const turned = {
      ...chart,
      series: [
        { ...naive, style: 1 },
        { ...yours, style: 0 },
      ],
    };
    const lines = renderChart(turned, look, 7);
    expect(lines[1]).toBe("● yours   ○ naive");
    // They meet: the later one is seen.
    expect(lines.join("")).toContain("●●●●●●●●●●●●●●●●●●●●●●●●");
    expect(lines.join("")).toContain("○○○○○");
  });

  test("draws a line of zeros, and one of a single value", () => {
    const flat = { ...chart, series: [{ name: "zero", points: [{ x: 0, y: 0 }] }] };
    expect(renderChart(flat, look, 3).join("\n")).toContain("┤●");
  });
});

describe("a chart as SVG", () => {
  test("has a title to read aloud, and a dash pattern for each line", () => {
    const svg = chartsToSvg([chart, { ...chart, title: "a < b & c" }]);
    expect(svg).toContain('<title id="charts">Queue depth; a &lt; b &amp; c</title>');
    expect(svg.match(/<polyline/g)?.length).toBe(4);
    expect(svg).toContain('stroke-dasharray="6 4"');
    expect(svg).not.toContain("NaN");
  });

  test("puts a caption above them, in lines that fit, and lets no name be markup", () => {
    const name = 'yours <script> & "co"';
    const svg = chartsToSvg(
      [{ ...chart, series: [{ name, points: [{ x: 1, y: 1 }] }] }],
      [`a <b> ${"word ".repeat(40)}`, "second"],
    );
    expect(svg).toContain("yours &lt;script&gt; &amp; &quot;co&quot;");
    expect(svg).toContain("a &lt;b&gt; word");
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text = ""]) => text);
    expect(texts.filter((text) => text.includes("word")).length).toBe(3);
    for (const text of texts) expect(text.length).toBeLessThan(110);
    expect(svg.match(/<(?!\/)\w+/g)?.length).toBe((svg.match(/<\/\w+|\/>/g) ?? []).length);
  });

  test("gives each line of four a place of its own in the legend", () => {
    const four = ["yours p99", "naive p99", "yours p50", "naive p50"].map((each, style) => ({
      name: each,
      style,
      points: [{ x: 0, y: style }],
    }));
    const svg = chartsToSvg([{ ...chart, series: four }]);
    const at = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>(?:yours|naive) p/g)].map(([, x]) => Number(x));
    expect(at.length).toBe(4);
    const apart = at.slice(1).map((x, index) => x - (at[index] ?? 0));
    expect(Math.min(...apart)).toBeGreaterThan(9 * 7 + 24);
    expect(Math.max(...at)).toBeLessThan(760 - 9 * 7);
  });
});

describe("a chart in a guide", () => {
  test("is read with its axes and lines", () => {
    const { title, x, y, series } = readChart(TEXT);
    expect({ title, x, y }).toEqual({
      title: "Events that a load reads",
      x: { label: "events in the stream", scale: "log" },
      y: { label: "events read", scale: "log" },
    });
    expect(series.map(({ name, points }) => [name, points.at(-1)])).toEqual([
      ["without a snapshot", { x: 10_000, y: 10_000 }],
      ["with one", { x: 10_000, y: 50 }],
    ]);
  });

  test.for([
    ["no title", TEXT.replace(/^title.*\n/, ""), /no "title:"/],
    ["no table", TEXT.split("\n\n")[0] ?? "", /no table/],
    [
      "a word among the numbers",
      TEXT.replace("1000    1000", "1000    many"),
      /"1000 {2}many {2}50" of the chart is not 3 numbers/,
    ],
    ["a line that is too short", `${TEXT}5  5\n`, /is not 3 numbers/],
  ] as const)("is refused with %s", ([, text, message]) => {
    expect(() => readChart(text)).toThrow(NoChart);
    expect(() => readChart(text)).toThrow(message);
  });
});

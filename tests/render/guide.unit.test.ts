import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { highlight } from "../../src/render/guide/highlight.ts";
import {
  findSection,
  renderGuide,
  renderGuideList,
  sectionBlocks,
  sectionHeadings,
} from "../../src/render/guide/index.ts";
import { linkTarget } from "../../src/render/guide/inline.ts";
import { parseGuide } from "../../src/render/guide/parse.ts";
import { readHeadings, widthOf } from "../../src/render/index.ts";

const SOURCE = readFileSync(join(import.meta.dirname, "fixtures", "guide.md"), "utf8");
const blocks = parseGuide(SOURCE);
const plain = (source: string, columns = 80): string =>
  renderGuide(parseGuide(source), { color: false, columns }).lines.join("\n");

describe("a guide in a terminal", () => {
  test.each([80, 40, 120])("reads as kept in its snapshot, in %i columns", async (columns) => {
    await expect(plain(SOURCE, columns)).toMatchFileSnapshot(`snapshots/guide-${String(columns)}.txt`);
  });

  test("says the same in colour, with its code highlighted", () => {
    const painted = renderGuide(blocks, { color: true, columns: 80 }, highlight).lines.join("\n");
    expect(painted).toContain("\u001b[35mconst\u001b[39m");
    expect(stripVTControlCharacters(painted)).toBe(plain(SOURCE));
  });

  test("cannot make the terminal do anything", () => {
    // eslint-disable-next-line no-control-regex
    expect(plain(SOURCE)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test("has no line of prose wider than the window", () => {
    const wide = plain(SOURCE, 40)
      .split("\n")
      .filter((line) => widthOf(line) > 40 && !line.startsWith("    "));
    expect(wide).toEqual([]);
  });

  test("turns a table into lists where its columns do not fit", () => {
    expect(plain("| a | b | c |\n| - | - | - |\n| first | second | third and last |\n", 20)).toBe(
      "first\n  b: second\n  c: third and last",
    );
  });

  test("is the same from blocks that went through JSON", () => {
    const again = JSON.parse(JSON.stringify(blocks)) as typeof blocks;
    expect(renderGuide(again, { color: false, columns: 80 })).toEqual(
      renderGuide(blocks, { color: false, columns: 80 }),
    );
  });

  test("knows at which line each section begins", () => {
    const { lines, anchors } = renderGuide(blocks, { color: false, columns: 80 });
    expect([...anchors].map(([anchor, line]) => [anchor, lines[line]])).toEqual([
      ["orders--events", "Orders & events"],
      ["the-idea", "The idea"],
      ["how-it-breaks", "How it breaks"],
      ["in-a-browser", "▸ In a browser"],
    ]);
  });

  test("keeps styles apart that end inside each other", () => {
    expect(plain("**bold ~~gone~~ still** and *so*")).toBe("bold gone still and so");
  });
});

describe("a link", () => {
  test.each([
    ["../09-projections/guide.md#checkpoints", "npm run read projections checkpoints"],
    ["../09-projections/guide.md", "npm run read projections"],
    ["https://example.com/guide.md", "https://example.com/guide.md"],
    ["../../solutions/04-event-store/1-append.ts", "../../solutions/04-event-store/1-append.ts"],
    ["#how-it-breaks", undefined],
  ])("to %s leads to %s", (href, target) => {
    expect(linkTarget(href)).toBe(target);
  });
});

describe("a section", () => {
  const headings = sectionHeadings(blocks);

  test.each(["how-it-breaks", "#how-it-breaks", "How it breaks", "breaks"])("is found by %j", (query) => {
    expect(findSection(headings, query)).toMatchObject({ kind: "found", heading: { anchor: "how-it-breaks" } });
  });

  test("ends where the next one of its level begins, and holds those below it", () => {
    const found = findSection(headings, "idea");
    if (found.kind !== "found") throw new Error("not found");
    const text = renderGuide(sectionBlocks(blocks, headings, found.heading), { color: false, columns: 80 });
    expect(text.lines[0]).toBe("The idea");
    expect(text.lines.join("\n")).not.toContain("How it breaks");
  });

  test("that does not exist is answered with the nearest, and with all of them", () => {
    expect(findSection(headings, "how-it-brakes")).toEqual({
      kind: "unknown",
      nearest: "how-it-breaks",
      anchors: ["orders--events", "the-idea", "how-it-breaks", "in-a-browser"],
    });
  });

  test("has the anchor that the quick reading of headings gives it too", () => {
    const quick = readHeadings(SOURCE).map(({ anchor, title, level }) => ({ anchor, title, level }));
    expect(quick).toEqual(headings.map(({ anchor, title, level }) => ({ anchor, title, level })));
  });

  test("of the same name twice has two anchors, and a # in code is no heading", () => {
    expect(readHeadings("## Cost\n```sh\n# not one\n```\n## Cost\n").map(({ anchor }) => anchor)).toEqual([
      "cost",
      "cost-1",
    ]);
  });
});

test("the list of guides names each, and says how to read one", () => {
  const entries = [
    { number: 4, slug: "event-store", title: "The event store", summary: "An append-only log." },
    { number: 12, slug: "log-broker", title: "A log broker", summary: "Partitions and offsets." },
  ];
  expect(renderGuideList(entries, { color: false, columns: 60 })).toMatchInlineSnapshot(`
    " 4  The event store (event-store)
        An append-only log.
    12  A log broker (log-broker)
        Partitions and offsets.

    To read one: npm run read event-store"
  `);
});

import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Timeline } from "../../src/kit/index.ts";
import { renderTimeline, timelineToMermaid, timelineToSvg, widthOf } from "../../src/render/index.ts";

const CRASHING: Timeline = {
  lanes: [
    { id: "relay", name: "relay", kind: "process" },
    { id: "db", name: "database", kind: "resource" },
    { id: "broker", name: "broker", kind: "resource" },
    { id: "stock", name: "stock", kind: "process" },
  ],
  entries: [
    { kind: "message", from: "relay", to: "db", text: "select the pending rows: OrderPlaced #1" },
    { kind: "message", from: "relay", to: "broker", text: "publish OrderPlaced #1" },
    { kind: "crash", lane: "relay", text: "after the effect, before the answer; the row is still marked as pending" },
    { kind: "message", from: "broker", to: "stock", text: "deliver OrderPlaced #1" },
    { kind: "lost", from: "stock", to: "broker", text: "acknowledge" },
    { kind: "restart", lane: "relay", text: "a fresh process over the same database" },
    { kind: "message", from: "relay", to: "broker", text: "publish OrderPlaced #1" },
    { kind: "step", lane: "stock", text: "reserve one mug" },
    { kind: "broken", lane: "stock", text: "Two mugs are reserved for an order of one." },
  ],
};

describe("a timeline", () => {
  test("has a lane for everyone, and marks the crash, what was lost and what was broken", () => {
    expect(`\n${renderTimeline(CRASHING, { color: false, columns: 80 })}`).toMatchInlineSnapshot(`
      "
           relay   database   broker   stock
             │         │         │       │
        1    ├────────▶│         │       │    select the pending rows: OrderPlaced #1
        2    ├─────────┼────────▶│       │    publish OrderPlaced #1
        3    ✗         │         │       │    CRASH: after the effect, before the
                       │         │       │    answer; the row is still marked as
                       │         │       │    pending
        4              │         ├──────▶│    deliver OrderPlaced #1
        5              │         │   ✗───┤    lost: acknowledge
        6    ○         │         │       │    restart: a fresh process over the same
             │         │         │       │    database
        7    ├─────────┼────────▶│       │    publish OrderPlaced #1
        8    │         │         │       ●    reserve one mug
      ▸ 9    │         │         │       ✗    BROKEN: Two mugs are reserved for an
             │         │         │       │    order of one."
    `);
  });

  test("is a list where there is no room for lanes", () => {
    expect(`\n${renderTimeline(CRASHING, { color: false, columns: 40 })}`).toMatchInlineSnapshot(`
      "
        1. relay → database: select the
           pending rows: OrderPlaced #1
        2. relay → broker: publish OrderPlaced
           #1
        3. relay: CRASH: after the effect,
           before the answer; the row is still
           marked as pending
        4. broker → stock: deliver OrderPlaced
           #1
        5. stock → broker: lost: acknowledge
        6. relay: restart: a fresh process
           over the same database
        7. relay → broker: publish OrderPlaced
           #1
        8. stock: reserve one mug
      ▸ 9. stock: BROKEN: Two mugs are
           reserved for an order of one."
    `);
  });

  test.each([40, 60, 80, 120])("fits in %i columns", (columns) => {
    for (const line of renderTimeline(CRASHING, { color: false, columns }).split("\n"))
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  test("says the same in colour", () => {
    const painted = renderTimeline(CRASHING, { color: true, columns: 80 });
    expect(painted).not.toBe(stripVTControlCharacters(painted));
    expect(stripVTControlCharacters(painted)).toBe(renderTimeline(CRASHING, { color: false, columns: 80 }));
  });

  test("shows what was printed where it was printed, also below a list", () => {
    const printed = [
      { after: 0, text: "ready\n" },
      { after: 8, text: "one\nmug" },
      { after: 8, text: " reserved\n" },
    ];
    const wide = renderTimeline(CRASHING, { color: false, columns: 80 }, printed).split("\n");
    expect([wide[2], ...wide.slice(-4, -2)]).toMatchInlineSnapshot(`
      [
        "       │         │         │       │    printed: ready",
        "       │         │         │       │    printed: one",
        "       │         │         │       │    printed: mug reserved",
      ]
    `);
    const narrow = renderTimeline(CRASHING, { color: false, columns: 40 }, printed).split("\n");
    expect([narrow[0], ...narrow.slice(-4, -2)]).toMatchInlineSnapshot(`
      [
        "     printed: ready",
        "     printed: one",
        "     printed: mug reserved",
      ]
    `);
  });

  test("cannot make the terminal do anything", () => {
    const evil: Timeline = {
      lanes: [{ id: "a", name: "\u001b[2J", kind: "process" }],
      entries: [{ kind: "step", lane: "a", text: "\u0007\u001b]0;x\u0007" }],
    };
    // eslint-disable-next-line no-control-regex
    expect(renderTimeline(evil, { color: false, columns: 80 })).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe("a timeline on a page", () => {
  test("is the text of a Mermaid diagram", () => {
    expect(`\n${timelineToMermaid(CRASHING)}`).toMatchInlineSnapshot(`
      "
      sequenceDiagram
        participant lane1 as relay
        participant lane2 as database
        participant lane3 as broker
        participant lane4 as stock
        lane1->>lane2: 1. select the pending rows: OrderPlaced #35;1
        lane1->>lane3: 2. publish OrderPlaced #35;1
        Note over lane1: 3. CRASH: after the effect, before the answer#59; the row is still marked as pending
        lane3->>lane4: 4. deliver OrderPlaced #35;1
        lane4-xlane3: 5. lost: acknowledge
        Note over lane1: 6. restart: a fresh process over the same database
        lane1->>lane3: 7. publish OrderPlaced #35;1
        Note over lane4: 8. reserve one mug
        Note over lane4: 9. BROKEN: Two mugs are reserved for an order of one.
      "
    `);
  });

  test("is a drawing", async () => {
    await expect(timelineToSvg(CRASHING)).toMatchFileSnapshot("snapshots/timeline.svg");
  });

  test("keeps what is printed from being read as anything but text", () => {
    const odd: Timeline = {
      lanes: [{ id: "a", name: "<a>; end", kind: "process" }],
      entries: [{ kind: "step", lane: "a", text: "send the end of #1; %% a<b & c\n\u001b[2J" }],
    };
    expect(timelineToMermaid(odd)).toMatchInlineSnapshot(`
      "sequenceDiagram
        participant lane1 as #60;a#62;#59; #101;nd
        Note over lane1: 1. send the #101;nd of #35;1#59; #37;#37; a#60;b #38; c<br/>
      "
    `);
    expect(
      timelineToSvg(odd)
        .split("\n")
        .filter((line) => line.startsWith("<text")),
    ).toMatchInlineSnapshot(`
      [
        "<text class="name" x="88" y="18">&lt;a&gt;; end</text>",
        "<text class="number" x="36" y="68">1</text>",
        "<text x="128" y="68">send the end of #1; %% a&lt;b &amp; c</text>",
        "<text x="128" y="86"></text>",
      ]
    `);
  });

  test("needs no entry and no lane", () => {
    const none: Timeline = { lanes: [], entries: [] };
    expect(timelineToMermaid(none)).toBe("sequenceDiagram\n");
    expect(timelineToSvg(none)).toMatch(/^<svg .*<\/svg>\n$/s);
  });
});

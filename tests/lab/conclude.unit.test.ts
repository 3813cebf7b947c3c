import { describe, expect, test } from "vitest";
import type { LabFigures, LabReport, LabSettings } from "../../src/judge/index.ts";
import { conclude, labCharts, renderLab, sayPart, sayService, sayTraffic } from "../../src/render/lab/index.ts";
import { bytes, clockTime, duration, percent, whole } from "../../src/render/lab/words.ts";
import type { ShownLab } from "../../src/render/lab/index.ts";
import { settingsOf } from "./reference.ts";

const QUIET: LabFigures = {
  queued: 2,
  held: 7,
  attempts: 200,
  answered: 200,
  good: 200,
  rejected: 0,
  p50: 15,
  p99: 40,
};

/** Twelve stretches of ten seconds, of which the third and some of the fourth are a burst. */
function shown(
  sides: { readonly guarded?: (at: number) => LabFigures; readonly naive?: (at: number) => LabFigures },
  over: Partial<LabSettings> = {},
  totals: Partial<LabFigures> = {},
): ShownLab {
  const quiet = (): LabFigures => QUIET;
  const { guarded = quiet, naive = quiet } = sides;
  const rows = Array.from({ length: 12 }, (_, at) => ({
    from: at * 10,
    to: (at + 1) * 10,
    offered: 200,
    guarded: guarded(at),
    naive: naive(at),
  }));
  const goodOf = { critical: 1, normal: 1, optional: 0.5 };
  const total = { ...QUIET, attempts: 2_400, good: 2_400, goodOf };
  const report: LabReport = {
    rows,
    offered: 2_400,
    guarded: { ...total, ...totals },
    naive: { ...total, held: 50_000 },
  };
  return { settings: settingsOf(over), exercise: "flow-control/bounded-consumer", whose: "yours", report };
}

const bad =
  (from: number, to: number, more: Partial<LabFigures> = {}) =>
  (at: number): LabFigures =>
    at >= from && at < to ? { ...QUIET, good: 0, ...more } : QUIET;

describe("what there is to see", () => {
  test.for([
    [
      "that nothing was too much",
      shown({}),
      /That is no more than the service can do, so there is little to protect it from: try --rate 400, or --traffic burst\./,
    ],
    [
      "who came back when",
      shown({ guarded: bad(2, 4), naive: bad(2, 9) }),
      /When it was over \(0:36\), your version was back at once, the naive version at 1:30\. Until then, its answers came too late\./,
    ],
    [
      "that both came back",
      shown({ guarded: bad(2, 4), naive: bad(2, 4) }),
      /When it was over \(0:36\), both versions were back at once\./,
    ],
    [
      "that a version was working off what nobody waits for",
      shown({ guarded: bad(2, 4), naive: bad(2, 12, { queued: 900 }) }),
      /The naive version had not come back when the traffic ended: it still worked off what had piled up/,
    ],
    [
      "that an overload keeps itself alive",
      shown(
        { guarded: bad(2, 4), naive: (at) => (at < 2 ? QUIET : { ...QUIET, good: 0, queued: at * 100 }) },
        { retries: 3 },
      ),
      /your version was back at once\. The naive version never came back: its queue went on growing although the cause was gone\. .* a metastable failure\./,
    ],
    [
      "that more came than can be done, which is not metastable",
      shown({ naive: (at) => ({ ...QUIET, good: 0, queued: at * 100 }) }, { retries: 3, rate: 300 }),
      /The naive version never came back: its queue went on growing, for more came than the service can do\./,
    ],
    [
      "that a queue grows",
      shown({ naive: (at) => ({ ...QUIET, good: 0, queued: at * 100 }) }),
      /The naive version never came back: its queue went on growing\.$/m,
    ],
    [
      "that a version refuses for ever",
      shown({ guarded: bad(2, 12, { rejected: 150 }) }),
      /your version never came back: at the end, it still said no to 75\.0 % of all attempts\./,
    ],
    [
      "that a version is down, whatever the reason",
      shown({ guarded: bad(2, 12) }),
      /your version had not come back when the traffic ended\.$/m,
    ],
    [
      "that neither came back, each for its reason",
      shown({ guarded: bad(2, 12), naive: bad(2, 12, { queued: 900 }) }),
      /neither version came back\. Your version had not come back when the traffic ended\. The naive version had not .* clients who had left\./,
    ],
    [
      "that neither came back, for the same reason",
      shown({ guarded: bad(2, 12), naive: bad(2, 12) }),
      /neither version came back\. Each had not come back when the traffic ended\.$/m,
    ],
    ["what it took", shown({}, {}, { rejected: 240 }), /The price: your version said no to 10\.0 % of all attempts\./],
    [
      "how many attempts it saved",
      shown({}, {}, { attempts: 1_200 }),
      /Clients made 1,200 attempts on your version, and 2,400 on the naive one\./,
    ],
    [
      "what it held",
      shown({}),
      /Your version held 7 requests at most, the naive version 50,000 \(0\.1 MB and 819\.2 MB in the model\)\./,
    ],
    [
      "that nothing bounds it",
      shown({}, {}, { held: 49_000 }),
      /Your version held up to 49,000 requests, hardly less than the naive one: nothing bounds it\./,
    ],
    [
      "that a log bounds the memory, and not the wait",
      shown({}, {}, { held: 7, queued: 900 }),
      /held 7 requests in memory at most .*A log bounds the memory, and not the wait\./,
    ],
  ] as const)("says %s", ([, lab, sentence]) => {
    expect(conclude(lab).join("\n")).toMatch(sentence);
  });

  test("says that a bound is too long only where it was reached, and is one", () => {
    const long = (over: Partial<LabSettings>, queued: number): string =>
      conclude(shown({}, { queue: 200, ...over }, { queued })).join("\n");
    const sentence =
      "200 requests that wait are 800 ms of work, and a client waits for 500 ms: a bound that is too long is none. Try --queue 62.";
    expect(long({}, 200)).toContain(sentence);
    for (const [over, queued] of [
      [{}, 150],
      [{ timeout: 800 }, 200],
      [{ strategy: "token-bucket" }, 200],
    ] as const)
      expect(long(over, queued)).not.toContain("a bound that is too long");
  });

  test("compares goodput while there is too much, over all the time where there never is", () => {
    expect(conclude(shown({ naive: bad(2, 4) }))[0]).toBe(
      "From 0:20 to 0:30, 20 requests a second came; your version answered 20 a second in time, the naive version 0.",
    );
    expect(conclude(shown({ naive: bad(0, 6) }, { traffic: "steady" }))[0]).toBe(
      "In all, 20 requests a second came; your version answered 20 a second in time, the naive version 10.",
    );
    // A ramp is too much only at its top: from 250 a second on.
    expect(conclude(shown({}, { traffic: "ramp", rate: 200, peak: 2 }))[0]).toMatch(/^From 0:30 to 1:30, /);
  });
});

describe("the heading", () => {
  const strategies = [
    "bounded-consumer",
    "token-bucket",
    "pull-consumer",
    "load-shedder",
    "overload-middleware",
    "breaker",
    "adaptive-limit",
    "retry-budget",
  ] as const;

  test("says what comes, for every traffic", () => {
    const lines = (["steady", "burst", "ramp", "slow-dependency", "retry-storm"] as const).map((traffic) =>
      sayTraffic(settingsOf({ traffic, retries: traffic === "retry-storm" ? 3 : traffic === "ramp" ? 1 : 0 })),
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "2 minutes of traffic (steady), 200 requests a second, seed 7.",
        "2 minutes of traffic (burst), 200 requests a second, seed 7. From 0:24 to 0:36, 600 a second come.",
        "2 minutes of traffic (ramp), seed 7. Requests begin at 100 a second, rise to 600, and fall again. Clients try again once.",
        "2 minutes of traffic (slow-dependency), 200 requests a second, seed 7. Of them, 40 % need another service. From 0:24 to 0:48, each call of it takes 2,000 ms.",
        "2 minutes of traffic (retry-storm), 200 requests a second, seed 7. From 0:24 to 0:29, the service stands still. Clients try again up to 3 times.",
      ]
    `);
    expect(sayService(settingsOf({ workers: 1 }))).toMatchInlineSnapshot(
      `"The service has 1 worker and about 20 ms of work for a request: 50 a second. A client waits for 500 ms."`,
    );
  });

  test("says what protects it, for every part, and whose that is", () => {
    expect(
      strategies.map((strategy) => sayPart({ settings: settingsOf({ strategy }), exercise: "a/b", whose: "yours" })),
    ).toMatchInlineSnapshot(`
      [
        "Protected by your own a/b. It stands before the service, with room for 40 that wait. The naive version has nothing.",
        "Protected by your own a/b. Callers need a permit for each request, and wait for it half of their time at most. The naive version has nothing.",
        "Protected by your own a/b. Requests go into a log of 5 partitions, one for each worker, who holds 100 at most. The naive version has nothing.",
        "Protected by your own a/b. It stands before the service, with room for 40 that wait, and for fewer of what is less important. The naive version has nothing.",
        "Protected by your own a/b. It stands before the handlers, and lets 45 be under way at most. The naive version has nothing.",
        "Protected by your own a/b. It stands around the calls of the other service, of which each may take 250 ms. The naive version has nothing.",
        "Protected by your own a/b. It stands at the callers, for whom an answer after more than 250 ms is slow. The naive version has nothing.",
        "Protected by your own a/b. The clients share it: ten calls pay for one retry. The naive version has nothing.",
      ]
    `);
    expect(
      (["changed", "reference", "file"] as const).map((whose) =>
        sayPart({ settings: settingsOf({ strategy: "retry-budget" }), exercise: "a/b", whose }),
      ),
    ).toMatchInlineSnapshot(`
      [
        "Protected by your own a/b, changed since it passed. The clients share it: ten calls pay for one retry. The naive version has nothing.",
        "Protected by the reference's a/b (yours takes its place once it has passed). The clients share it: ten calls pay for one retry. The naive version has nothing.",
        "Protected by this file as a/b. The clients share it: ten calls pay for one retry. The naive version has nothing.",
      ]
    `);
  });
});

describe("the drawing in a terminal", () => {
  const lab = shown({ guarded: bad(2, 4, { rejected: 200, p50: null, p99: null }), naive: bad(2, 9, { queued: 900 }) });

  test("has five charts, the numbers and the sentences", () => {
    expect(renderLab(lab, { color: false, columns: 60 })).toMatchSnapshot();
  });

  test("fits every window that anyone reads in", () => {
    for (const columns of [40, 80, 200])
      for (const line of renderLab(lab, { color: false, columns }).split("\n"))
        expect(line.length).toBeLessThanOrEqual(columns);
  });

  test("says whose version it is in every chart, and what each axis measures", () => {
    for (const whose of ["reference", "file"] as const)
      for (const chart of labCharts({ ...lab, whose })) {
        const name = { reference: "reference", file: "this file" }[whose];
        expect(chart.series.some((series) => series.name.startsWith(name))).toBe(true);
        expect(chart.x.label).toBe("seconds");
        expect(chart.y.label).toMatch(/requests|ms|attempts|MB/);
      }
    expect(labCharts({ ...lab, settings: settingsOf({ minutes: 10 }) })[0]?.x).toEqual({ label: "minutes", max: 10 });
  });

  test("shows the shares of each importance where the part asks for it", () => {
    const shedder = { ...lab, settings: settingsOf({ strategy: "load-shedder" }) };
    expect(renderLab(shedder, { color: false, columns: 80 })).toMatch(/^ {2}optional +50\.0 % +50\.0 %$/m);
    expect(renderLab(lab, { color: false, columns: 80 })).not.toContain("optional");
  });
});

describe("numbers in words", () => {
  test("never round to all or to nothing what is neither", () => {
    expect([1, 0.99999, 0.5, 0.00001, 0].map(percent)).toEqual(["100.0 %", "99.9 %", "50.0 %", "< 0.1 %", "0.0 %"]);
  });

  test("have their units", () => {
    expect([whole(1_234_567.4), whole(999), duration(16), duration(33_256), duration(null)]).toEqual([
      "1,234,567",
      "999",
      "16 ms",
      "33.3 s",
      "-",
    ]);
    expect([bytes(3_604_480), bytes(1.7e9), clockTime(65), clockTime(0)]).toEqual(["3.6 MB", "1.7 GB", "1:05", "0:00"]);
  });
});

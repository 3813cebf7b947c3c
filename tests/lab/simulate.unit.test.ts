import { CallTimeout, QueueFull, Shed } from "eventlings";
import { describe, expect, test } from "vitest";
import type { LabModules } from "../../harness/lab/modules.ts";
import { marksFor } from "../../harness/lab/protections/load-shedder.ts";
import * as noBound from "../../harness/mistakes/22-flow-control/1-bounded-consumer/no-bound.ts";
import * as refusalCountsDown from "../../harness/mistakes/23-load-shedding/1-load-shedder/a-refusal-counts-down.ts";
import * as fixedRetries from "../../harness/mistakes/24-circuit-breakers/3-retry-budget/fixed-retries.ts";
import * as noTimeLimit from "../../harness/mistakes/24-circuit-breakers/1-breaker/no-time-limit.ts";
import type { LabReport, LabStrategy } from "../../src/judge/index.ts";
import { REFERENCE, simulated } from "./reference.ts";

/** Answers in time, of what was asked for: in the rows that the test looks at. */
const goodput = ({ rows }: LabReport, side: "guarded" | "naive", from: number, to: number): number => {
  const some = rows.filter((row) => row.from >= from && row.to <= to);
  const sum = (of: (row: LabReport["rows"][number]) => number): number => some.reduce((all, row) => all + of(row), 0);
  return sum((row) => row[side].good) / sum(({ offered }) => offered);
};

describe("the traffic", () => {
  test("is the same for the same seed, and another for another", async () => {
    const [one, again, other] = [await simulated(), await simulated(), await simulated({ seed: 8 })];
    expect(JSON.stringify(again)).toBe(JSON.stringify(one));
    expect(other.rows).not.toEqual(one.rows);
  });

  test("comes as often as asked for, and three times as often in a burst", async () => {
    const { rows, offered } = await simulated();
    const rate = (from: number, to: number): number =>
      rows.filter((row) => row.from >= from && row.to <= to).reduce((sum, row) => sum + row.offered, 0) / (to - from);
    expect(rate(0, 24)).toBeCloseTo(200, -2);
    expect(Math.abs(rate(0, 24) - 200)).toBeLessThan(15);
    expect(Math.abs(rate(24, 36) - 600)).toBeLessThan(40);
    expect(rows.reduce((sum, row) => sum + row.offered, 0)).toBe(offered);
  });

  test("rises and falls in a ramp", async () => {
    const { rows } = await simulated({ traffic: "ramp", peak: 2 });
    const offered = (from: number): number =>
      rows.filter((row) => row.from >= from && row.to <= from + 10).reduce((sum, row) => sum + row.offered, 0) / 10;
    expect(Math.abs(offered(0) - 112)).toBeLessThan(25);
    expect(Math.abs(offered(55) - 390)).toBeLessThan(40);
    expect(Math.abs(offered(110) - 112)).toBeLessThan(25);
  });

  test("is told in stretches that cover all the time and leave nothing out", async () => {
    for (const minutes of [1, 3]) {
      const { rows } = await simulated({ minutes, rate: 50 });
      expect(rows[0]?.from).toBe(0);
      expect(rows.at(-1)?.to).toBe(minutes * 60);
      expect(rows.slice(1).map(({ from }) => from)).toEqual(rows.slice(0, -1).map(({ to }) => to));
    }
  });
});

describe("the naive version", () => {
  test("answers everybody as long as it can", async () => {
    const { naive, offered } = await simulated({ traffic: "steady" });
    expect(naive).toMatchObject({ good: offered, answered: offered, attempts: offered, rejected: 0 });
  });

  test("works for clients who have left, long after a burst is over", async () => {
    const report = await simulated();
    expect(goodput(report, "naive", 0, 24)).toBeGreaterThan(0.95);
    expect(goodput(report, "naive", 40, 100)).toBe(0);
    expect(report.naive.answered).toBeGreaterThan(2 * report.naive.good);
  });

  test("never comes back from a retry storm, although the service can do all that customers ask for", async () => {
    const report = await simulated({ traffic: "retry-storm", strategy: "retry-budget", retries: 3 });
    expect(goodput(report, "naive", 0, 24)).toBeGreaterThan(0.95);
    expect(goodput(report, "naive", 40, 120)).toBe(0);
    const [middle, last] = [report.rows[60], report.rows.at(-1)];
    expect(last?.naive.queued).toBeGreaterThan((middle?.naive.queued ?? 0) * 1.5);
  });
});

describe("the reference's parts protect the service", () => {
  test.for([
    "bounded-consumer",
    "token-bucket",
    "load-shedder",
    "overload-middleware",
    "adaptive-limit",
  ] satisfies LabStrategy[])("%s in a burst, and is back at once", async (strategy) => {
    const report = await simulated({ strategy });
    // 250 of 600 a second is all that the service can do.
    expect(goodput(report, "guarded", 26, 36)).toBeGreaterThan(0.36);
    expect(goodput(report, "guarded", 38, 120)).toBeGreaterThan(0.98);
    // At the bucket, they wait for a quarter of a second: 150 of 600. The others have room for 40.
    expect(report.guarded.queued).toBeLessThan(strategy === "token-bucket" ? 200 : 41);
    expect(report.guarded.rejected).toBeGreaterThan(3_000);
  });

  test("bounded-consumer keeps exactly as many waiting as it may", async () => {
    const { guarded } = await simulated({ queue: 40, workers: 5 });
    expect(guarded).toMatchObject({ queued: 40, held: 45 });
  });

  test("load-shedder serves what is critical, and refuses what is optional", async () => {
    const { guarded, naive } = await simulated({ strategy: "load-shedder" });
    expect(guarded.goodOf.critical).toBe(1);
    expect(guarded.goodOf.optional).toBeLessThan(guarded.goodOf.normal);
    expect(guarded.goodOf.normal).toBeLessThan(1);
    expect(Math.abs(naive.goodOf.critical - naive.goodOf.optional)).toBeLessThan(0.03);
  });

  test("pull-consumer bounds the memory, and not the wait", async () => {
    const { guarded, naive } = await simulated({ strategy: "pull-consumer" });
    // Five partitions, of each at most so many as last for two polls.
    expect(guarded.held).toBeLessThanOrEqual(5 * 100);
    expect(guarded.queued).toBeGreaterThan(4_000);
    expect(naive.held).toBeGreaterThan(4_000);
    expect(guarded.rejected).toBe(0);
  });

  test("breaker keeps those going who do not need the slow service", async () => {
    const report = await simulated({ traffic: "slow-dependency", strategy: "breaker" });
    expect(goodput(report, "guarded", 30, 48)).toBeGreaterThan(0.5);
    expect(goodput(report, "guarded", 60, 120)).toBeGreaterThan(0.98);
    expect(goodput(report, "naive", 30, 48)).toBeLessThan(0.05);
  });

  test("retry-budget lets the service come back", async () => {
    const report = await simulated({ traffic: "retry-storm", strategy: "retry-budget", retries: 3 });
    expect(goodput(report, "guarded", 90, 120)).toBeGreaterThan(0.98);
    expect(report.guarded.attempts).toBeLessThan(report.offered * 1.11);
  });

  test("clients of the middleware come back when they were asked to", async () => {
    const report = await simulated({ traffic: "retry-storm", strategy: "overload-middleware", retries: 3 });
    expect(goodput(report, "guarded", 60, 120)).toBeGreaterThan(0.98);
  });
});

describe("the ends of every range", () => {
  test.for(Object.keys(REFERENCE) as readonly LabStrategy[])(
    "%s holds a service that can do next to nothing",
    async (strategy) => {
      const traffic = strategy === "breaker" ? "slow-dependency" : strategy === "retry-budget" ? "retry-storm" : "ramp";
      const least = { workers: 1, queue: 0, timeout: 10, work: 500, slow: 10_000, rate: 10, peak: 20, retries: 7 };
      const { rows, offered, guarded, naive } = await simulated({ strategy, traffic, minutes: 1, ...least });
      expect(rows.at(-1)?.to).toBe(60);
      expect(rows.reduce((sum, row) => sum + row.offered, 0)).toBe(offered);
      for (const totals of [guarded, naive]) {
        expect(totals.attempts).toBeGreaterThanOrEqual(offered);
        expect(totals.good).toBeLessThanOrEqual(offered);
        expect(totals.answered + totals.rejected).toBeLessThanOrEqual(totals.attempts);
      }
    },
  );
});

describe("a wrong part is seen in the figures", () => {
  test("a consumer without a bound holds as much as the naive version", async () => {
    const { guarded, naive } = await simulated({}, noBound);
    expect(guarded.queued).toBe(naive.queued);
    expect(guarded.good).toBe(naive.good);
  });

  test("a shedder that counts a refusal down lets in far more than there is room for", async () => {
    const { guarded } = await simulated({ strategy: "load-shedder" }, refusalCountsDown);
    expect(guarded.queued).toBeGreaterThan(400);
  });

  test("retries without a budget never come back", async () => {
    const report = await simulated({ traffic: "retry-storm", strategy: "retry-budget", retries: 3 }, fixedRetries);
    expect(goodput(report, "guarded", 60, 120)).toBe(0);
  });

  test("a breaker without a time limit holds the workers as long as the slow service does", async () => {
    const report = await simulated({ traffic: "slow-dependency", strategy: "breaker" }, noTimeLimit);
    expect(goodput(report, "guarded", 30, 48)).toBeLessThan(0.05);
  });
});

describe("what no answer may do ends the simulation with a sentence", () => {
  type Cases = { readonly [S in LabStrategy]?: readonly (readonly [string, LabModules[S], RegExp])[] };
  const later = (): Promise<void> => Promise.resolve();
  const cases: Cases = {
    "bounded-consumer": [
      [
        "resolves before the work is done",
        { createBoundedConsumer: ({ process }) => ({ onMessage: async (message) => void process(message) }) },
        /^Your part said that a request was done whose work had not come to its end\.$/,
      ],
      [
        "hands a message on twice",
        {
          createBoundedConsumer: ({ process }) => ({
            onMessage: async (message) => {
              await process(message);
              await process(message);
            },
          }),
        },
        /^Your part handed the same request on twice, or one that it had refused\.$/,
      ],
      [
        "refuses what it has begun",
        {
          createBoundedConsumer: ({ process }) => ({
            onMessage: (message) => (void process(message), Promise.reject(new QueueFull())),
          }),
        },
        /^Your part refused a request for which the work had begun\.$/,
      ],
      [
        "throws something else",
        { createBoundedConsumer: () => ({ onMessage: () => Promise.reject(new RangeError("full")) }) },
        /^full$/,
      ],
    ],
    "token-bucket": [
      [
        "throws",
        { createTokenBucket: () => ({ tryTake: () => true, take: () => { throw new TypeError("no bucket"); } }) }, // prettier-ignore
        /^no bucket$/,
      ],
    ],
    "pull-consumer": [
      [
        "stops reading",
        { createPullConsumer: () => ({ run: later, lag: () => Promise.resolve(0) }) },
        /^Your part came to an end, and a consumer reads for ever\.$/,
      ],
    ],
    "load-shedder": [
      [
        "sheds what has begun",
        {
          createLoadShedder: () => ({
            run: (arrival, work) => (void work(), Promise.reject(new Shed(arrival))),
          }),
        },
        /^Your part refused a request for which the work had begun\.$/,
      ],
    ],
    "overload-middleware": [
      [
        "answers with success",
        { createOverloadMiddleware: () => (_request, response) => void response.end() },
        /^Your part answered a request itself, with the status 200\.$/,
      ],
      [
        "asks for milliseconds",
        {
          createOverloadMiddleware: () => (_request, response) => {
            response.statusCode = 503;
            response.setHeader("Retry-After", 3_000);
            response.end();
          },
        },
        /^Your part asked a client to come back later than it may: look at the unit of Retry-After\.$/,
      ],
      [
        "hands on twice",
        { createOverloadMiddleware: () => (_request, _response, next) => (next(), next()) },
        /^Your part handed the same request on twice/,
      ],
    ],
    breaker: [
      [
        "calls twice",
        { createCircuitBreaker: () => ({ execute: async (call) => (await call(), await call()) }) },
        /^Your part called the dependency twice for one call\.$/,
      ],
      [
        "gives a value too early",
        { createCircuitBreaker: () => ({ execute: (call) => (void call(), Promise.resolve(undefined as never)) }) },
        /^Your part gave a value before the dependency had answered\.$/,
      ],
      [
        "throws something else than it may",
        { createCircuitBreaker: () => ({ execute: () => Promise.reject(new TypeError("no state")) }) },
        /^no state$/,
      ],
    ],
    "adaptive-limit": [
      [
        "throws when a place is given back",
        {
          createAdaptiveLimit: () => ({
            limit: 1,
            acquire: () => ({ release: () => { throw new TypeError("no place"); } }), // prettier-ignore
          }),
        },
        /^no place$/,
      ],
    ],
    "retry-budget": [
      [
        "gives a value without an answer",
        { createRetryBudget: () => ({ execute: () => Promise.resolve(undefined as never) }) },
        /^Your part gave a value for a call of which no attempt was answered\.$/,
      ],
      [
        "throws what it got",
        { createRetryBudget: () => ({ execute: (call) => call(0) }) },
        /^Nobody answered in time, or the answer was no\.$/,
      ],
    ],
  };

  test.for(
    Object.entries(cases).flatMap(([strategy, all]) =>
      all.map(([name, module, sentence]) => [strategy as LabStrategy, name, module, sentence] as const),
    ),
  )("%s that %s", async ([strategy, , module, sentence]) => {
    const retries = strategy === "retry-budget" ? 1 : 0;
    const traffic = strategy === "breaker" ? "slow-dependency" : "burst";
    await expect(simulated({ strategy, traffic, retries, minutes: 1 }, module)).rejects.toThrow(sentence);
  });

  test("a breaker may say that a call took too long", async () => {
    const report = await simulated(
      { traffic: "slow-dependency", strategy: "breaker", minutes: 1 },
      { createCircuitBreaker: () => ({ execute: () => Promise.reject(new CallTimeout(5)) }) },
    );
    // The 40 % that need the other service.
    expect(Math.abs(report.guarded.rejected / report.guarded.attempts - 0.4)).toBeLessThan(0.02);
  });
});

describe("the marks of the shedder", () => {
  test("are in order, however little room there is", () => {
    for (const room of [1, 2, 3, 10, 220, 5_000]) {
      const { critical, normal, optional } = marksFor(room);
      for (const { high, low } of [critical, normal, optional]) {
        expect(low).toBeGreaterThanOrEqual(1);
        expect(low).toBeLessThan(high);
      }
      expect(critical.high).toBeGreaterThanOrEqual(normal.high);
      expect(normal.high).toBeGreaterThanOrEqual(optional.high);
      expect(critical.low).toBeGreaterThanOrEqual(normal.low);
      expect(normal.low).toBeGreaterThanOrEqual(optional.low);
    }
  });
});

import type { LabModule, LabModules } from "../../harness/lab/modules.ts";
import { simulate } from "../../harness/lab/simulate.ts";
import * as boundedConsumer from "../../solutions/22-flow-control/1-bounded-consumer.ts";
import * as tokenBucket from "../../solutions/22-flow-control/2-token-bucket.ts";
import * as pullConsumer from "../../solutions/22-flow-control/3-pull-consumer.ts";
import * as loadShedder from "../../solutions/23-load-shedding/1-load-shedder.ts";
import * as overloadMiddleware from "../../solutions/23-load-shedding/2-overload-middleware.ts";
import * as breaker from "../../solutions/24-circuit-breakers/1-breaker.ts";
import * as adaptiveLimit from "../../solutions/24-circuit-breakers/2-adaptive-limit.ts";
import * as retryBudget from "../../solutions/24-circuit-breakers/3-retry-budget.ts";
import type { LabReport, LabRow, LabSettings, LabStrategy } from "../../src/judge/index.ts";

/** Every part as the course answers it. */
export const REFERENCE: LabModules = {
  "bounded-consumer": boundedConsumer,
  "token-bucket": tokenBucket,
  "pull-consumer": pullConsumer,
  "load-shedder": loadShedder,
  "overload-middleware": overloadMiddleware,
  breaker,
  "adaptive-limit": adaptiveLimit,
  "retry-budget": retryBudget,
};

/** Two minutes of a small shop: it can do 250 requests a second, and gets 200. */
export const settingsOf = (over: Partial<LabSettings> = {}): LabSettings => ({
  traffic: "burst",
  strategy: "bounded-consumer",
  rate: 200,
  peak: 3,
  minutes: 2,
  seed: 7,
  workers: 5,
  work: 20,
  queue: 40,
  timeout: 500,
  retries: 0,
  slow: 2_000,
  ...over,
});

/** Simulates the reference's part of the strategy, or another one. */
export async function simulated(
  over: Partial<LabSettings> = {},
  module?: LabModules[LabStrategy],
): Promise<LabReport & { readonly settings: LabSettings }> {
  const settings = settingsOf(over);
  const { strategy } = settings;
  const rows: LabRow[] = [];
  const part = { strategy, module: module ?? REFERENCE[strategy] } as LabModule;
  const end = await simulate({ settings, part, noun: "part", told: (row) => rows.push(row) });
  return { settings, rows, ...end };
}

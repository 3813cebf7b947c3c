import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { LabModules } from "../../harness/lab/modules.ts";
import type { LabSettings, LabStrategy } from "../../src/judge/index.ts";
import { simulated } from "./reference.ts";

const FOLDERS: Readonly<Record<LabStrategy, string>> = {
  "bounded-consumer": "22-flow-control/1-bounded-consumer",
  "token-bucket": "22-flow-control/2-token-bucket",
  "pull-consumer": "22-flow-control/3-pull-consumer",
  "load-shedder": "23-load-shedding/1-load-shedder",
  "overload-middleware": "23-load-shedding/2-overload-middleware",
  breaker: "24-circuit-breakers/1-breaker",
  "adaptive-limit": "24-circuit-breakers/2-adaptive-limit",
  "retry-budget": "24-circuit-breakers/3-retry-budget",
};
const ALTERNATIVES = join(import.meta.dirname, "..", "..", "harness", "alternatives");

/** Half a minute in which the part has something to do. A storm needs longer to be over. */
const settingsFor = (strategy: LabStrategy): Partial<LabSettings> => {
  const small = { strategy, rate: 400, minutes: 0.5, workers: 10, queue: 80, timeout: 300 };
  if (strategy === "breaker") return { ...small, traffic: "slow-dependency" };
  return strategy === "retry-budget" ? { ...small, traffic: "retry-storm", retries: 3, minutes: 2, rate: 200 } : small;
};

/** What the reference does, simulated once for each strategy. */
const references = new Map<LabStrategy, ReturnType<typeof simulated>>();
function referenceOf(strategy: LabStrategy): ReturnType<typeof simulated> {
  const known = references.get(strategy) ?? simulated(settingsFor(strategy));
  references.set(strategy, known);
  return known;
}

const STRATEGIES = Object.keys(FOLDERS) as readonly LabStrategy[];

describe("right code that looks different does as well as the reference", () => {
  test.for(
    STRATEGIES.flatMap((strategy) =>
      readdirSync(join(ALTERNATIVES, FOLDERS[strategy])).map((file) => [strategy, file] as const),
    ),
  )("%s: %s", async ([strategy, file]) => {
    const url = pathToFileURL(join(ALTERNATIVES, FOLDERS[strategy], file)).href;
    const module = (await import(url)) as LabModules[LabStrategy];
    const [reference, other] = [await referenceOf(strategy), await simulated(settingsFor(strategy), module)];
    // Limits that measure are more careful, or less: each a little otherwise.
    expect(other.guarded.good).toBeGreaterThan(reference.guarded.good * 0.85);
    expect(other.naive).toEqual(reference.naive);
  });
});

import { expectedRequests, LAB_PARTS, type LabSettings, type LabStrategy, type LabTraffic } from "../../judge/index.ts";
import { whole } from "../../render/lab/index.ts";
import { oneOf, readArguments, wholeNumber } from "../arguments.ts";
import { UserError } from "../errors.ts";

/** What `lab` was called with. */
export interface LabOptions {
  /** Name of a lab; nothing where they are to be listed. */
  readonly lab: string | undefined;
  readonly settings: LabSettings;
  readonly file: string | undefined;
  readonly svg: string | undefined;
  readonly json: boolean;
}

/** What protects best against what: unless somebody says otherwise. */
const STRATEGY_FOR: Readonly<Record<LabTraffic, LabStrategy>> = {
  burst: "bounded-consumer",
  steady: "token-bucket",
  ramp: "load-shedder",
  "slow-dependency": "breaker",
  "retry-storm": "retry-budget",
};
const TRAFFICS = Object.keys(STRATEGY_FOR) as readonly LabTraffic[];

/** A simulation has to end while somebody waits for it. */
const MOST_REQUESTS = 1_500_000;
const MOST_ATTEMPTS = 3_000_000;

/**
 * Reads the command's arguments.
 * @throws UserError that says what is wrong with them
 */
export function readLabOptions(args: readonly string[]): LabOptions {
  const { values, positionals } = readArguments(args, {
    command: "lab",
    options: {
      traffic: { type: "string" },
      strategy: { type: "string" },
      rate: { type: "string" },
      peak: { type: "string" },
      minutes: { type: "string" },
      workers: { type: "string" },
      work: { type: "string" },
      queue: { type: "string" },
      timeout: { type: "string" },
      retries: { type: "string" },
      slow: { type: "string" },
      seed: { type: "string" },
      file: { type: "string" },
      svg: { type: "string" },
      json: { type: "boolean" },
    },
    positionals: { min: 0, max: 1 },
  });
  const traffic = oneOf("--traffic", values.traffic, TRAFFICS) ?? "burst";
  const strategies = LAB_PARTS.map((part) => part.strategy);
  const strategy = oneOf("--strategy", values.strategy, strategies) ?? STRATEGY_FOR[traffic];
  const retries = wholeNumber("--retries", values.retries, 0, 7);
  const settings: LabSettings = {
    traffic,
    strategy,
    rate: wholeNumber("--rate", values.rate, 10, 10_000) ?? 1_000,
    peak: wholeNumber("--peak", values.peak, 1, 20) ?? (traffic === "ramp" ? 2 : 3),
    minutes: wholeNumber("--minutes", values.minutes, 1, 60) ?? 10,
    seed: wholeNumber("--seed", values.seed, 0, 2 ** 31 - 1) ?? 1,
    workers: wholeNumber("--workers", values.workers, 1, 1_000) ?? 20,
    work: wholeNumber("--work", values.work, 1, 500) ?? 16,
    queue: wholeNumber("--queue", values.queue, 0, 100_000) ?? 200,
    timeout: wholeNumber("--timeout", values.timeout, 10, 10_000) ?? 500,
    retries: retries ?? (traffic === "retry-storm" || strategy === "retry-budget" ? 3 : 0),
    slow: wholeNumber("--slow", values.slow, 1, 10_000) ?? 2_000,
  };
  refuseWhatShowsNothing(settings);
  refuseWhatTakesTooLong(settings);
  return { lab: positionals[0], settings, file: values.file, svg: values.svg, json: values.json === true };
}

function refuseWhatShowsNothing({ traffic, strategy, retries }: LabSettings): void {
  if (strategy === "breaker" && traffic !== "slow-dependency")
    throw new UserError(
      `A breaker guards the calls of another service, and that one is in trouble only with --traffic slow-dependency: add it, or choose another --strategy.`,
    );
  if (strategy === "retry-budget" && retries === 0)
    throw new UserError("A retry budget has nothing to do with --retries 0: leave that out, or give at least 1.");
}

function refuseWhatTakesTooLong(settings: LabSettings): void {
  const requests = expectedRequests(settings);
  const attempts = requests * (settings.retries + 1);
  if (requests <= MOST_REQUESTS && attempts <= MOST_ATTEMPTS) return;
  throw new UserError(
    `That would be about ${whole(requests)} requests and up to ${whole(attempts)} attempts, and the lab simulates ${whole(MOST_REQUESTS)} requests or ${whole(MOST_ATTEMPTS)} attempts at most: lower --rate, --minutes, --peak or --retries.`,
  );
}

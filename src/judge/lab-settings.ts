/** How traffic comes, or what goes wrong while it does. */
export type LabTraffic = "steady" | "burst" | "ramp" | "slow-dependency" | "retry-storm";

/** Which of the learner's parts stands before the service: the name of its exercise. */
export type LabStrategy =
  | "bounded-consumer"
  | "token-bucket"
  | "pull-consumer"
  | "load-shedder"
  | "overload-middleware"
  | "breaker"
  | "adaptive-limit"
  | "retry-budget";

/** What is simulated. Times are in milliseconds unless they say otherwise. */
export interface LabSettings {
  readonly traffic: LabTraffic;
  readonly strategy: LabStrategy;
  /** Requests a second, as long as nothing happens. */
  readonly rate: number;
  /** How often that many come in a burst, or at the top of a ramp. */
  readonly peak: number;
  readonly minutes: number;
  readonly seed: number;
  /** Requests that the service works on at once. */
  readonly workers: number;
  /** Work of one request, on average. */
  readonly work: number;
  /** Requests that may wait where the strategy has a bound. */
  readonly queue: number;
  /** How long a client waits for the answer to one attempt. */
  readonly timeout: number;
  /** Attempts after the first one, at most. */
  readonly retries: number;
  /** What a call of the dependency takes while it is slow. */
  readonly slow: number;
}

/** What happened to one version in one stretch of time. */
export interface LabFigures {
  /** Most requests that waited: sent, not refused, and not yet worked on. */
  readonly queued: number;
  /** Most requests that were in the memory of the service: waiting or worked on. */
  readonly held: number;
  readonly attempts: number;
  /** Answers, whoever still waited for them. */
  readonly answered: number;
  /** Answers for which the client still waited. */
  readonly good: number;
  /** Attempts that were answered with an error. */
  readonly rejected: number;
  /** Milliseconds from an attempt to its answer, late ones included; `null` where nothing was answered. */
  readonly p50: number | null;
  readonly p99: number | null;
}

/** A stretch of time. */
export interface LabRow {
  /** Seconds since the start: its beginning and its end. */
  readonly from: number;
  readonly to: number;
  /** Requests that clients began. */
  readonly offered: number;
  readonly guarded: LabFigures;
  readonly naive: LabFigures;
}

/** How important a request is, for the strategy that asks. */
export type LabImportance = "critical" | "normal" | "optional";

/** One version, over all the time. */
export interface LabTotals extends LabFigures {
  /** Of the requests of each importance, the share (0 to 1) that was answered in time. */
  readonly goodOf: Readonly<Record<LabImportance, number>>;
}

/** What came of it. */
export interface LabReport {
  readonly rows: readonly LabRow[];
  readonly offered: number;
  readonly guarded: LabTotals;
  readonly naive: LabTotals;
}

/** What the simulation says as it goes on, one JSON text each. */
export type LabMessage = { readonly row: LabRow } | { readonly end: Omit<LabReport, "rows"> };

/** A stretch of time in which something is different, in seconds since the start. */
export interface LabTrouble {
  readonly from: number;
  readonly to: number;
}

/** Seconds for which the service stands still in a retry storm: as long as a bad deployment, or a long garbage collection. */
const STANDSTILL = 5;

/** Where a ramp begins and ends, as a share of the rate. */
export const RAMP_FROM = 0.5;

/** When it happens; nothing where traffic is steady. */
export function troubleOf({ traffic, minutes }: Pick<LabSettings, "traffic" | "minutes">): LabTrouble | undefined {
  const whole = minutes * 60;
  switch (traffic) {
    case "steady":
      return undefined;
    case "burst":
      return { from: whole * 0.2, to: whole * 0.3 };
    case "slow-dependency":
      return { from: whole * 0.2, to: whole * 0.4 };
    case "retry-storm":
      return { from: whole * 0.2, to: whole * 0.2 + STANDSTILL };
    case "ramp":
      return { from: 0, to: whole };
  }
}

/** Requests a second that come so many seconds after the start. */
export function rateAt({ traffic, rate, peak, minutes }: LabSettings, second: number): number {
  if (traffic === "ramp") {
    const up = 1 - Math.abs((2 * second) / (minutes * 60) - 1);
    return rate * (RAMP_FROM + (peak - RAMP_FROM) * up);
  }
  if (traffic !== "burst") return rate;
  const trouble = troubleOf({ traffic, minutes });
  return trouble !== undefined && second >= trouble.from && second < trouble.to ? rate * peak : rate;
}

/** Requests a second that the service can work on, about. */
export const capacityOf = ({ workers, work }: Pick<LabSettings, "workers" | "work">): number =>
  (workers * 1_000) / work;

/** Requests that come in all, about. */
export function expectedRequests(settings: LabSettings): number {
  const { traffic, rate, peak, minutes } = settings;
  const share = {
    steady: 1,
    "slow-dependency": 1,
    "retry-storm": 1,
    burst: 0.9 + 0.1 * peak,
    ramp: (RAMP_FROM + peak) / 2,
  }[traffic];
  return rate * minutes * 60 * share;
}

/** Bytes that a request holds while it waits or is worked on. A figure of the model: nothing measures it. */
export const BYTES_PER_REQUEST = 16 * 1_024;
/** Of all requests, the share that calls the dependency. */
export const DEPENDENT = 0.4;
/** Milliseconds before a retry. */
export const RETRY_PAUSE = 100;

/** Milliseconds that a poll of the log takes which finds nothing. */
export const POLL = 1_000;

/**
 * Records that the consumer of one partition holds at most. Half of them last for as long as a poll may take: a
 * consumer that looks at its marks after each poll need not run dry.
 */
export const highMarkOf = ({ queue, workers, work }: Pick<LabSettings, "queue" | "workers" | "work">): number =>
  Math.max(Math.floor(queue / workers), 2 * Math.ceil(POLL / work));

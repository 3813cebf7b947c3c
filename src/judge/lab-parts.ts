import type { LabStrategy } from "./lab-settings.ts";

/** A part that can protect the service of the lab: what an exercise has the learner write. */
export interface LabPart {
  readonly strategy: LabStrategy;
  /** Id of the exercise. */
  readonly exercise: string;
  /** What it exports, and the lab calls. */
  readonly creates: string;
  /** As in "Your … refused a request." */
  readonly noun: string;
}

/** Every part that the lab knows, in the order of the lessons. */
export const LAB_PARTS: readonly LabPart[] = [
  {
    strategy: "bounded-consumer",
    exercise: "flow-control/bounded-consumer",
    creates: "createBoundedConsumer",
    noun: "bounded consumer",
  },
  {
    strategy: "token-bucket",
    exercise: "flow-control/token-bucket",
    creates: "createTokenBucket",
    noun: "token bucket",
  },
  {
    strategy: "pull-consumer",
    exercise: "flow-control/pull-consumer",
    creates: "createPullConsumer",
    noun: "pull consumer",
  },
  {
    strategy: "load-shedder",
    exercise: "load-shedding/load-shedder",
    creates: "createLoadShedder",
    noun: "load shedder",
  },
  {
    strategy: "overload-middleware",
    exercise: "load-shedding/overload-middleware",
    creates: "createOverloadMiddleware",
    noun: "overload middleware",
  },
  { strategy: "breaker", exercise: "circuit-breakers/breaker", creates: "createCircuitBreaker", noun: "breaker" },
  {
    strategy: "adaptive-limit",
    exercise: "circuit-breakers/adaptive-limit",
    creates: "createAdaptiveLimit",
    noun: "adaptive limit",
  },
  {
    strategy: "retry-budget",
    exercise: "circuit-breakers/retry-budget",
    creates: "createRetryBudget",
    noun: "retry budget",
  },
];

import type { LabStrategy } from "../../src/judge/lab-settings.ts";

/** The learner's module for each strategy. */
export interface LabModules {
  readonly "bounded-consumer": typeof import("#exercise/22-flow-control/1-bounded-consumer");
  readonly "token-bucket": typeof import("#exercise/22-flow-control/2-token-bucket");
  readonly "pull-consumer": typeof import("#exercise/22-flow-control/3-pull-consumer");
  readonly "load-shedder": typeof import("#exercise/23-load-shedding/1-load-shedder");
  readonly "overload-middleware": typeof import("#exercise/23-load-shedding/2-overload-middleware");
  readonly breaker: typeof import("#exercise/24-circuit-breakers/1-breaker");
  readonly "adaptive-limit": typeof import("#exercise/24-circuit-breakers/2-adaptive-limit");
  readonly "retry-budget": typeof import("#exercise/24-circuit-breakers/3-retry-budget");
}

/** One strategy with its module. */
export type LabModule = {
  readonly [S in LabStrategy]: { readonly strategy: S; readonly module: LabModules[S] };
}[LabStrategy];

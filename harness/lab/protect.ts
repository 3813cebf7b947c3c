import type { LabModule } from "./modules.ts";
import { adaptiveLimit } from "./protections/adaptive-limit.ts";
import { boundedConsumer } from "./protections/bounded-consumer.ts";
import { breaker } from "./protections/breaker.ts";
import { loadShedder } from "./protections/load-shedder.ts";
import { overloadMiddleware } from "./protections/overload-middleware.ts";
import type { Site } from "./protections/protecting.ts";
import { pullConsumer } from "./protections/pull-consumer.ts";
import { retryBudget } from "./protections/retry-budget.ts";
import { tokenBucket } from "./protections/token-bucket.ts";
import type { Protection } from "./version.ts";

/** Puts the learner's part where its strategy says. */
export function protect({ strategy, module }: LabModule, site: Site): Protection {
  switch (strategy) {
    case "bounded-consumer":
      return boundedConsumer(module, site);
    case "token-bucket":
      return tokenBucket(module, site);
    case "pull-consumer":
      return pullConsumer(module, site);
    case "load-shedder":
      return loadShedder(module, site);
    case "overload-middleware":
      return overloadMiddleware(module, site);
    case "breaker":
      return breaker(module, site);
    case "adaptive-limit":
      return adaptiveLimit(module, site);
    case "retry-budget":
      return retryBudget(module, site);
  }
}

// @belief The max is the longest that anybody is told to wait.
// @breaks spreads-the-retries
// @section come-back-later-but-not-all-at-once
import type { HttpResponse, Middleware, OverloadPorts } from "eventlings";

/** Answers what the server cannot take on, and hands on the rest. */
export function createOverloadMiddleware({ options, clientOf, rates, random }: OverloadPorts): Middleware {
  const { maxActive, retryAfter } = options;
  const choices = retryAfter.max - retryAfter.min + 1;
  let active = 0;

  const refuse = (response: HttpResponse, status: 429 | 503, seconds: number): void => {
    response.statusCode = status;
    response.setHeader("Retry-After", seconds);
    response.end();
  };

  return (request, response, next) => {
    // Its close is over: whoever counts this one never counts it down.
    if (response.destroyed) return;
    const wait = rates.take(clientOf(request));
    if (wait > 0) return refuse(response, 429, Math.min(retryAfter.max, Math.ceil(wait / 1_000)));
    // Spread, or all who are refused now come back in the same second.
    if (active >= maxActive) return refuse(response, 503, retryAfter.min + Math.floor(random.next() * choices));
    active += 1;
    // The one event that always comes, and comes once: after finish, after an error, or when a client leaves.
    response.once("close", () => {
      active -= 1;
    });
    next();
  };
}

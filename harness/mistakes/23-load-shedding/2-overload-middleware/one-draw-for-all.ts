// @belief One random number a server is enough, as no two servers have the same.
// @breaks spreads-the-retries
// @section come-back-later-but-not-all-at-once
import type { HttpResponse, Middleware, OverloadPorts } from "eventlings";

/** Answers what the server cannot take on, and hands on the rest. */
export function createOverloadMiddleware({ options, clientOf, rates, random }: OverloadPorts): Middleware {
  const { maxActive, retryAfter } = options;
  const seconds = retryAfter.min + Math.floor(random.next() * (retryAfter.max - retryAfter.min + 1));
  let active = 0;

  const refuse = (response: HttpResponse, status: 429 | 503, after: number): void => {
    response.statusCode = status;
    response.setHeader("Retry-After", after);
    response.end();
  };

  return (request, response, next) => {
    if (response.destroyed) return;
    const wait = rates.take(clientOf(request));
    if (wait > 0) return refuse(response, 429, Math.ceil(wait / 1_000));
    if (active >= maxActive) return refuse(response, 503, seconds);
    active += 1;
    response.once("close", () => {
      active -= 1;
    });
    next();
  };
}

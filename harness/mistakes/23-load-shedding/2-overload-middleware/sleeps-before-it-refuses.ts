// @belief A client that has to wait for its refusal does not come back so soon.
// @breaks nobody-waits, limits-what-is-under-way, refusals-hold-nothing, says-whose-fault-it-is, spreads-the-retries, every-order-of-ends, any-traffic, over-real-http
// @section slowing-down-digs-deeper
import type { HttpResponse, Middleware, OverloadPorts } from "eventlings";

/** Answers what the server cannot take on, and hands on the rest. */
export function createOverloadMiddleware({ options, clientOf, rates, random, timers }: OverloadPorts): Middleware {
  const { maxActive, retryAfter } = options;
  const choices = retryAfter.max - retryAfter.min + 1;
  let active = 0;

  const refuse = (response: HttpResponse, status: 429 | 503, seconds: number): void => {
    response.statusCode = status;
    response.setHeader("Retry-After", seconds);
    response.end();
  };

  return (request, response, next) => {
    if (response.destroyed) return;
    const wait = rates.take(clientOf(request));
    if (wait > 0) return refuse(response, 429, Math.ceil(wait / 1_000));
    if (active >= maxActive) {
      const seconds = retryAfter.min + Math.floor(random.next() * choices);
      timers.start(1_000, () => refuse(response, 503, seconds));
      return;
    }
    active += 1;
    response.once("close", () => {
      active -= 1;
    });
    next();
  };
}

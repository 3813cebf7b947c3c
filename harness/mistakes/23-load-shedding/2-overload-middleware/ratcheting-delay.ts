// @belief Under load, answer more and more slowly, and clients slow down.
// @breaks nobody-waits, limits-what-is-under-way, counts-each-end-once, gone-before-it-came, refusals-hold-nothing, every-order-of-ends, any-traffic, over-real-http
// @section slowing-down-digs-deeper
import type { HttpResponse, Middleware, OverloadPorts } from "eventlings";

/** Answers what the server cannot take on, and hands on the rest. */
export function createOverloadMiddleware({ options, clientOf, rates, random, timers }: OverloadPorts): Middleware {
  const { maxActive, retryAfter } = options;
  const choices = retryAfter.max - retryAfter.min + 1;
  let active = 0;
  let delay = 0;

  const refuse = (response: HttpResponse, status: 429 | 503, seconds: number): void => {
    response.statusCode = status;
    response.setHeader("Retry-After", seconds);
    response.end();
  };

  return (request, response, next) => {
    if (response.destroyed) return;
    const wait = rates.take(clientOf(request));
    if (wait > 0) return refuse(response, 429, Math.ceil(wait / 1_000));
    if (active >= maxActive) return refuse(response, 503, retryAfter.min + Math.floor(random.next() * choices));
    active += 1;
    response.once("close", () => {
      active -= 1;
    });
    if (active <= maxActive * 0.8) {
      delay = Math.max(delay - 50, 0);
      return next();
    }
    delay = Math.min(delay + 100, 2_000);
    timers.start(delay, next);
  };
}

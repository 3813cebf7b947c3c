// @belief Too many requests are too many requests: 429.
// @breaks says-whose-fault-it-is, spreads-the-retries, every-order-of-ends, any-traffic, over-real-http
// @section whose-fault-is-it
import type { HttpResponse, Middleware, OverloadPorts } from "eventlings";

/** Answers what the server cannot take on, and hands on the rest. */
export function createOverloadMiddleware({ options, clientOf, rates, random }: OverloadPorts): Middleware {
  const { maxActive, retryAfter } = options;
  const choices = retryAfter.max - retryAfter.min + 1;
  let active = 0;

  const refuse = (response: HttpResponse, status: 429, seconds: number): void => {
    response.statusCode = status;
    response.setHeader("Retry-After", seconds);
    response.end();
  };

  return (request, response, next) => {
    if (response.destroyed) return;
    const wait = rates.take(clientOf(request));
    if (wait > 0) return refuse(response, 429, Math.ceil(wait / 1_000));
    if (active >= maxActive) return refuse(response, 429, retryAfter.min + Math.floor(random.next() * choices));
    active += 1;
    response.once("close", () => {
      active -= 1;
    });
    next();
  };
}

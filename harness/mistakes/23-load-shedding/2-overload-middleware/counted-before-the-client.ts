// @belief Count first, so that nobody slips through.
// @breaks refusals-hold-nothing, every-order-of-ends, any-traffic, over-real-http
// @section all-the-ways-to-end
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
    if (response.destroyed) return;
    active += 1;
    const wait = rates.take(clientOf(request));
    if (wait > 0) return refuse(response, 429, Math.ceil(wait / 1_000));
    if (active > maxActive) {
      active -= 1;
      return refuse(response, 503, retryAfter.min + Math.floor(random.next() * choices));
    }
    response.once("close", () => {
      active -= 1;
    });
    next();
  };
}

// @style A class that keeps the responses that are under way in a Set, and removes them at whatever comes first.
import type { HttpRequest, HttpResponse, Middleware, OverloadPorts } from "eventlings";

class Overload {
  readonly #ports: OverloadPorts;
  readonly #underWay = new Set<HttpResponse>();

  constructor(ports: OverloadPorts) {
    this.#ports = ports;
  }

  handle(request: HttpRequest, response: HttpResponse, next: () => void): void {
    const { options, rates, clientOf } = this.#ports;
    if (this.#underWay.size >= options.maxActive) return this.#overloaded(response);
    const wait = rates.take(clientOf(request));
    if (wait > 0) return this.#answer(response, 429, wait / 1_000 + this.#ports.random.next());
    this.#underWay.add(response);
    const over = (): void => void this.#underWay.delete(response);
    for (const event of ["finish", "error", "close"] as const) response.on(event, over);
    // A client that is gone will not say so again.
    if (response.destroyed) over();
    next();
  }

  #overloaded(response: HttpResponse): void {
    const { min, max } = this.#ports.options.retryAfter;
    // Rounded to the nearest, so half a second more on both sides: the first and the last are drawn as often.
    this.#answer(response, 503, min - 0.5 + this.#ports.random.next() * (max - min + 1));
  }

  #answer(response: HttpResponse, status: number, seconds: number): void {
    response.statusCode = status;
    response.setHeader("retry-after", `${String(status === 429 ? Math.ceil(seconds) : Math.round(seconds))}`);
    response.end("Please come back later.");
  }
}

export function createOverloadMiddleware(ports: OverloadPorts): Middleware {
  const overload = new Overload(ports);
  return (request, response, next) => overload.handle(request, response, next);
}

// @style A list of checks, of which the first that objects decides; a table of seconds to draw from.
import type { HttpRequest, Middleware, OverloadPorts } from "eventlings";

interface Objection {
  readonly status: 429 | 503;
  readonly seconds: number;
}

type Check = (request: HttpRequest) => Objection | undefined;

export function createOverloadMiddleware({ options, clientOf, rates, random }: OverloadPorts): Middleware {
  const { min, max } = options.retryAfter;
  const table = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  const active = { count: 0 };
  const pick = (): number => table[Math.trunc(random.next() * table.length)] ?? min;

  const tooMuch: Check = () => (active.count < options.maxActive ? undefined : { status: 503, seconds: pick() });
  const tooMuchFromOne: Check = (request) => {
    const wait = rates.take(clientOf(request));
    return wait > 0 ? { status: 429, seconds: Math.ceil(wait / 1_000) + Math.trunc(random.next() * 3) } : undefined;
  };
  const checks = [tooMuchFromOne, tooMuch];

  return (request, response, next) => {
    for (const check of checks) {
      const objection = check(request);
      if (objection === undefined) continue;
      response.statusCode = objection.status;
      response.setHeader("RETRY-AFTER", objection.seconds);
      response.end();
      return;
    }
    if (!response.destroyed) {
      active.count += 1;
      response.on("close", () => {
        active.count -= 1;
      });
    }
    next();
  };
}

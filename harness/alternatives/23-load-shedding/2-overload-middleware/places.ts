// @style Places that are given out and given back, each at most once; an async middleware.
import type { Middleware, OverloadPorts } from "eventlings";

/** So many places, each of which can be given back once. */
function places(count: number): { take(): (() => void) | undefined } {
  let free = count;
  return {
    take() {
      if (free === 0) return undefined;
      free -= 1;
      let isBack = false;
      return () => {
        if (isBack) return;
        isBack = true;
        free += 1;
      };
    },
  };
}

export function createOverloadMiddleware({ options, clientOf, rates, random }: OverloadPorts): Middleware {
  const room = places(options.maxActive);
  const { min, max } = options.retryAfter;

  const decide = async (wait: number): Promise<"go" | { status: number; seconds: number }> => {
    if (wait > 0) return { status: 429, seconds: Math.floor(wait / 1_000) + 1 };
    return "go";
  };

  return async (request, response, next) => {
    const verdict = await decide(rates.take(clientOf(request)));
    const giveBack = verdict === "go" ? room.take() : undefined;
    if (giveBack !== undefined) {
      response.once("finish", giveBack);
      void new Promise<void>((isOver) => response.once("close", isOver)).then(giveBack);
      if (response.destroyed) giveBack();
      return next();
    }
    const refusal =
      verdict === "go" ? { status: 503, seconds: min + Math.floor((max - min + 1) * random.next()) } : verdict;
    response.statusCode = refusal.status;
    response.setHeader("Retry-After", String(refusal.seconds));
    response.end(JSON.stringify({ error: refusal.status === 429 ? "you send too much" : "we have too much to do" }));
  };
}

// @belief A timer puts the permits of a second into the bucket, each second.
// @breaks no-twice-at-the-edge, burst-and-pace, saves-no-more-than-fits, keeps-fractions, ignores-the-wall-clock, late-timers, in-order, cancelled, few-timers, any-history
// @section twice-the-rate-at-the-edge
import type { PermitRequest, TokenBucket, TokenBucketPorts } from "eventlings";

/** Limits how many get through in a stretch of time, and lets a short burst through at once. */
export function createTokenBucket({ timers, options }: TokenBucketPorts): TokenBucket {
  const { burst, perSecond } = options;
  const waiting = new Set<(granted: boolean) => void>();
  let permits = burst;

  const serve = (): void => {
    for (const answer of waiting) {
      if (permits < 1) return;
      permits -= 1;
      waiting.delete(answer);
      answer(true);
    }
  };
  const refill = (): void => {
    permits = Math.min(burst, permits + perSecond);
    serve();
    timers.start(1_000, refill);
  };
  timers.start(1_000, refill);

  return {
    tryTake() {
      if (waiting.size > 0 || permits < 1) return false;
      permits -= 1;
      return true;
    },

    take(): PermitRequest {
      let answer: (granted: boolean) => void = () => undefined;
      const granted = new Promise<boolean>((resolve) => (answer = resolve));
      waiting.add(answer);
      serve();
      return {
        granted,
        cancel() {
          waiting.delete(answer);
          answer(false);
        },
      };
    },
  };
}

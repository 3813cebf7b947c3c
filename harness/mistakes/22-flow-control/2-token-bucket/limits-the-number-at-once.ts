// @belief So many at once, and each gives its place back after a while.
// @breaks no-twice-at-the-edge, burst-and-pace, keeps-fractions, ignores-the-wall-clock, late-timers, few-timers, any-history
// @section twice-the-rate-at-the-edge
import type { PermitRequest, TokenBucket, TokenBucketPorts } from "eventlings";

/** Limits how many get through in a stretch of time, and lets a short burst through at once. */
export function createTokenBucket({ timers, options }: TokenBucketPorts): TokenBucket {
  const { burst, perSecond } = options;
  let taken = 0;
  const waiting = new Set<(granted: boolean) => void>();

  const serve = (): void => {
    for (const answer of waiting) {
      if (!take()) return;
      waiting.delete(answer);
      answer(true);
    }
  };
  const take = (): boolean => {
    if (taken >= burst) return false;
    taken += 1;
    // As long as it takes until one more has come in.
    timers.start(1_000 / perSecond, () => {
      taken -= 1;
      serve();
    });
    return true;
  };

  return {
    tryTake: () => waiting.size === 0 && take(),

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

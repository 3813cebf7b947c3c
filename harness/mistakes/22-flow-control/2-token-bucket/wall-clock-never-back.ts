// @belief A clock that goes back is caught with Math.max.
// @breaks ignores-the-wall-clock, any-history
// @section fractions-and-clocks
import type { PermitRequest, RunningTimer, TokenBucket, TokenBucketPorts } from "eventlings";

/** Limits how many get through in a stretch of time, and lets a short burst through at once. */
export function createTokenBucket({ clock, timers, options }: TokenBucketPorts): TokenBucket {
  const { burst, perSecond } = options;
  const perPermit = 1_000 / perSecond;
  /** Permits as of that moment. The fraction is a permit that is not complete yet. */
  let permits = burst;
  let asOf = clock.now().getTime();
  /** Those who wait, in order: a `Set` keeps it, and forgets who cancels. */
  const waiting = new Set<(granted: boolean) => void>();
  let timer: RunningTimer | undefined;

  const take = (): boolean => {
    const now = Math.max(asOf, clock.now().getTime());
    permits = Math.min(burst, permits + (now - asOf) / perPermit);
    asOf = now;
    if (permits < 1) return false;
    permits -= 1;
    return true;
  };

  /** A timer says only that it is time to look. What is there, the clock says. */
  const serve = (): void => {
    timer = undefined;
    for (const answer of waiting) {
      if (!take()) break;
      waiting.delete(answer);
      answer(true);
    }
    if (waiting.size > 0) timer = timers.start(Math.ceil((1 - permits) * perPermit), serve);
  };

  return {
    tryTake: () => waiting.size === 0 && take(),

    take(): PermitRequest {
      let answer: (granted: boolean) => void = () => undefined;
      const granted = new Promise<boolean>((resolve) => (answer = resolve));
      waiting.add(answer);
      if (timer === undefined) serve();
      return {
        granted,
        cancel() {
          waiting.delete(answer);
          answer(false);
          if (waiting.size > 0) return;
          timer?.cancel();
          timer = undefined;
        },
      };
    },
  };
}

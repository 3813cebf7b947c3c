// @belief Whoever asks takes what is there, and waits only where nothing is.
// @breaks in-order
// @section those-who-wait
import type { PermitRequest, RunningTimer, TokenBucket, TokenBucketPorts } from "eventlings";

/** Limits how many get through in a stretch of time, and lets a short burst through at once. */
export function createTokenBucket({ clock, timers, options }: TokenBucketPorts): TokenBucket {
  const { burst, perSecond } = options;
  const perPermit = 1_000 / perSecond;
  /** Permits as of that moment. The fraction is a permit that is not complete yet. */
  let permits = burst;
  let asOf = clock.elapsed();
  /** Those who wait, in order: a `Set` keeps it, and forgets who cancels. */
  const waiting = new Set<(granted: boolean) => void>();
  let timer: RunningTimer | undefined;

  const take = (): boolean => {
    const now = clock.elapsed();
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
      if (take()) return { granted: Promise.resolve(true), cancel: () => undefined };
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

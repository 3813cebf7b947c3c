// @belief Whoever waits tries again when the next permit is complete.
// @breaks few-timers, any-history, in-order
// @section those-who-wait
import type { PermitRequest, TokenBucket, TokenBucketPorts } from "eventlings";

/** Limits how many get through in a stretch of time, and lets a short burst through at once. */
export function createTokenBucket({ clock, timers, options }: TokenBucketPorts): TokenBucket {
  const { burst, perSecond } = options;
  const perPermit = 1_000 / perSecond;
  let permits = burst;
  let asOf = clock.elapsed();

  const tryTake = (): boolean => {
    const now = clock.elapsed();
    permits = Math.min(burst, permits + (now - asOf) / perPermit);
    asOf = now;
    if (permits < 1) return false;
    permits -= 1;
    return true;
  };

  return {
    tryTake,

    take(): PermitRequest {
      let isOver = false;
      let stop: () => void = () => undefined;
      const granted = new Promise<boolean>((resolve) => {
        const attempt = (): void => {
          if (isOver) return;
          if (tryTake()) {
            isOver = true;
            resolve(true);
            return;
          }
          const timer = timers.start(Math.ceil((1 - permits) * perPermit), attempt);
          stop = () => {
            isOver = true;
            timer.cancel();
            resolve(false);
          };
        };
        attempt();
      });
      return { granted, cancel: () => stop() };
    },
  };
}

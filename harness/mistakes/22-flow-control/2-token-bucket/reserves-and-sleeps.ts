// @belief Each takes the next moment that is free, and sleeps until then.
// @breaks late-timers, cancelled, any-history
// @section those-who-wait
import type { PermitRequest, TokenBucket, TokenBucketPorts } from "eventlings";

/** Limits how many get through in a stretch of time, and lets a short burst through at once. */
export function createTokenBucket({ clock, timers, options }: TokenBucketPorts): TokenBucket {
  const { burst, perSecond } = options;
  const perPermit = 1_000 / perSecond;
  /** When the bucket would be full again. */
  let fullAt = clock.elapsed();
  let waiting = 0;

  const wait = (): number => {
    const now = clock.elapsed();
    return Math.max(0, Math.max(fullAt, now) - (burst - 1) * perPermit - now);
  };
  const reserve = (): void => {
    fullAt = Math.max(fullAt, clock.elapsed()) + perPermit;
  };

  return {
    tryTake() {
      if (waiting > 0 || wait() > 1e-9) return false;
      reserve();
      return true;
    },

    take(): PermitRequest {
      const pause = Math.ceil(wait() - 1e-9);
      reserve();
      if (pause === 0) return { granted: Promise.resolve(true), cancel: () => undefined };
      waiting += 1;
      let answer: (granted: boolean) => void = () => undefined;
      const granted = new Promise<boolean>((resolve) => (answer = resolve));
      let isOver = false;
      const end = (isGranted: boolean): void => {
        if (isOver) return;
        isOver = true;
        waiting -= 1;
        answer(isGranted);
      };
      const timer = timers.start(pause, () => end(true));
      return {
        granted,
        cancel() {
          timer.cancel();
          end(false);
        },
      };
    },
  };
}

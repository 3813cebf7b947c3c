// @belief Three attempts and a pause in between: that is a retry.
// @breaks amplification, saves-no-more, one-layer-retries, any-order-of-failures, any-stretch-of-time, recovers
// @section a-budget-for-all-calls
import { DeadlineExceeded, DoNotRetry, type RetryBudget, type RetryBudgetPorts } from "eventlings";

/** Makes the calls of one client to one service, and retries without making an outage worse. */
export function createRetryBudget({ clock, timers, options }: RetryBudgetPorts): RetryBudget {
  const { attempts, pause, isRetryable } = options;

  const tryUntil = async <T>(call: (remaining: number) => Promise<T>, deadline: number): Promise<T> => {
    for (let made = 1; ; made += 1) {
      const left = deadline - clock.elapsed();
      if (left <= 0) throw new DeadlineExceeded();
      try {
        return await call(left);
      } catch (error) {
        // The layer below has retried already, or knows better.
        if (error instanceof DoNotRetry || !isRetryable(error)) throw error;
        if (made === attempts) throw new DoNotRetry(error);
        const wait = pause(made);
        if (clock.elapsed() + wait >= deadline) throw new DoNotRetry(error);
        await timers.sleep(wait);
      }
    }
  };

  return {
    async execute(call, remaining) {
      return new Promise((resolve, reject) => {
        const timer = timers.start(remaining, () => reject(new DeadlineExceeded()));
        void tryUntil(call, clock.elapsed() + remaining)
          .then(resolve, reject)
          .finally(() => timer.cancel());
      });
    },
  };
}

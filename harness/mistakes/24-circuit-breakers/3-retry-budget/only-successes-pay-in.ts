// @belief A call pays for a retry of others when it has succeeded.
// @breaks good-times
// @section a-budget-for-all-calls
import { DeadlineExceeded, DoNotRetry, type RetryBudget, type RetryBudgetPorts } from "eventlings";

/** Makes the calls of one client to one service, and retries without making an outage worse. */
export function createRetryBudget({ clock, timers, options }: RetryBudgetPorts): RetryBudget {
  const { ratio, reserve, attempts, pause, isRetryable } = options;
  /** One for all calls: an outage concerns them all. */
  let budget = reserve;

  const tryUntil = async <T>(call: (remaining: number) => Promise<T>, deadline: number): Promise<T> => {
    for (let made = 1; ; made += 1) {
      const left = deadline - clock.elapsed();
      if (left <= 0) throw new DeadlineExceeded();
      try {
        const value = await call(left);
        budget = Math.min(reserve, budget + ratio);
        return value;
      } catch (error) {
        // The layer below has retried already, or knows better.
        if (error instanceof DoNotRetry || !isRetryable(error)) throw error;
        if (made === attempts || budget < 1) throw new DoNotRetry(error);
        const wait = pause(made);
        if (clock.elapsed() + wait >= deadline) throw new DoNotRetry(error);
        // Taken before anything is awaited: after the pause, a hundred others would have seen it too.
        budget -= 1;
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

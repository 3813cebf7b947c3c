// @belief A deadline is a time limit for the attempt, and the service keeps to it.
// @breaks keeps-the-deadline, ignores-the-wall-clock, any-stretch-of-time
// @section when-nobody-waits-any-more
import { DoNotRetry, type RetryBudget, type RetryBudgetPorts } from "eventlings";

/** Makes the calls of one client to one service, and retries without making an outage worse. */
export function createRetryBudget({ clock, timers, options }: RetryBudgetPorts): RetryBudget {
  const { ratio, reserve, attempts, pause, isRetryable } = options;
  /** One for all calls: an outage concerns them all. */
  let budget = reserve;

  const tryUntil = async <T>(call: (remaining: number) => Promise<T>, deadline: number): Promise<T> => {
    for (let made = 1; ; made += 1) {
      try {
        return await call(deadline - clock.elapsed());
      } catch (error) {
        // The layer below has retried already, or knows better.
        if (error instanceof DoNotRetry || !isRetryable(error)) throw error;
        if (made === attempts || budget < 1) throw new DoNotRetry(error);
        const wait = pause(made);
        // Taken before anything is awaited: after the pause, a hundred others would have seen it too.
        budget -= 1;
        await timers.sleep(wait);
      }
    }
  };

  return {
    async execute(call, remaining) {
      // Only calls pay in: retries and failures do not pay for retries.
      budget = Math.min(reserve, budget + ratio);
      return tryUntil(call, clock.elapsed() + remaining);
    },
  };
}

// @style Two running sums instead of a balance, and small functions; it pays when the pause is over, and looks again then.
import { DeadlineExceeded, DoNotRetry, type RetryBudget, type RetryBudgetPorts } from "eventlings";

export function createRetryBudget({ clock, timers, options }: RetryBudgetPorts): RetryBudget {
  let earned = options.reserve;
  let spent = 0;

  const earn = (): void => {
    earned = Math.min(spent + options.reserve, earned + options.ratio);
  };
  const canSpend = (): boolean => earned - spent >= 1;

  async function withDeadline<T>(work: Promise<T>, remaining: number): Promise<T> {
    let stop = (): void => undefined;
    const deadline = new Promise<T>((_, reject) => {
      const timer = timers.start(remaining, () => reject(new DeadlineExceeded()));
      stop = () => timer.cancel();
    });
    return Promise.race([work, deadline]).finally(() => stop());
  }

  async function attempts<T>(call: (remaining: number) => Promise<T>, until: number): Promise<T> {
    const left = (): number => until - clock.elapsed();
    let retry = 0;
    let last: unknown;
    while (retry < options.attempts && left() > 0) {
      if (retry > 0) {
        if (!canSpend()) break;
        spent += 1;
      }
      try {
        return await call(left());
      } catch (error) {
        if (error instanceof DoNotRetry || !options.isRetryable(error)) throw error;
        last = error;
      }
      retry += 1;
      const pause = options.pause(retry);
      if (retry === options.attempts || pause >= left() || !canSpend()) break;
      await timers.sleep(pause);
    }
    throw new DoNotRetry(last);
  }

  return {
    async execute(call, remaining) {
      if (remaining <= 0) throw new DeadlineExceeded();
      earn();
      return withDeadline(attempts(call, clock.elapsed() + remaining), remaining);
    },
  };
}

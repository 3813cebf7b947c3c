// @style No counter: it keeps the last calls and what each has left to give, and a retry uses some of them up.
import { DeadlineExceeded, DoNotRetry, type RetryBudget, type RetryBudgetPorts } from "eventlings";

export function createRetryBudget(ports: RetryBudgetPorts): RetryBudget {
  const { clock, timers, options } = ports;
  // Each entry is a share of a retry. The oldest are dropped when there are more than the reserve.
  const shares: number[] = Array.from({ length: options.reserve }, () => 1);
  const total = (): number => shares.reduce((sum, share) => sum + share, 0);

  const payIn = (): void => {
    shares.push(Math.min(options.ratio, options.reserve - total()));
    while (shares.length > 0 && (shares[0] ?? 0) <= 0) shares.shift();
  };

  const pay = (): boolean => {
    if (total() < 1 - 1e-9) return false;
    for (let due = 1; due > 1e-9;) {
      const share = shares.shift() ?? 0;
      if (share > due) shares.unshift(share - due);
      due -= share;
    }
    return true;
  };

  return {
    execute(call, remaining) {
      const deadline = clock.elapsed() + remaining;
      payIn();
      return new Promise((resolve, reject) => {
        let over = false;
        const finish = (tell: () => void): void => {
          if (over) return;
          over = true;
          expiry.cancel();
          tell();
        };
        const expiry = timers.start(remaining, () => finish(() => reject(new DeadlineExceeded())));

        const failed = (error: unknown, number: number): void => {
          if (over) return;
          if (error instanceof DoNotRetry || !options.isRetryable(error)) return finish(() => reject(error));
          const at = clock.elapsed() + options.pause(number);
          const isLast = number >= options.attempts || at >= deadline;
          if (isLast || !pay()) return finish(() => reject(new DoNotRetry(error)));
          timers.start(at - clock.elapsed(), () => attempt(number + 1));
        };

        const attempt = (number: number): void => {
          const left = deadline - clock.elapsed();
          if (over || left <= 0) return finish(() => reject(new DeadlineExceeded()));
          void (async () => call(left))().then(
            (value) => finish(() => resolve(value)),
            (error: unknown) => failed(error, number),
          );
        };
        attempt(1);
      });
    },
  };
}

import { NotImplemented, type RetryBudget, type RetryBudgetPorts } from "eventlings";

/**
 * Makes the calls of one client to one service, and retries without making an outage worse.
 *
 * `RetryBudgetOptions` and `RetryBudget` (open their definitions) say what each number and error means.
 * What is promised:
 *
 * - A call whose error is worth a retry is tried again after its pause, as long as attempts, budget and
 *   time allow. A first attempt needs no budget.
 * - In any stretch of time, all calls together make no more retries than the reserve and `ratio` times
 *   the calls that began in it. While no more than half of that is needed, every retry is made.
 * - Whoever gives up throws a `DoNotRetry`, and a `DoNotRetry` from below is passed on as it is: of
 *   several layers that all retry, only one does.
 * - No attempt begins when the time is up, and nobody waits for a pause that would end then. Each attempt
 *   is told how long the caller still waits. When the time is up, `execute` throws at once.
 * - A call that has ended leaves no timer behind.
 */
export function createRetryBudget(_ports: RetryBudgetPorts): RetryBudget {
  return {
    async execute(_call, _remaining) {
      // TODO: what does a call add to the budget, and what takes from it? When exactly?
      // TODO: how much time is left, for this attempt and for a pause?
      throw new NotImplemented("execute");
    },
  };
}

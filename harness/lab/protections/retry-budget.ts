import { RETRY_PAUSE } from "../../../src/judge/lab-settings.ts";
import type { LabModules } from "../modules.ts";
import { calling, hasCode, type Protect } from "./protecting.ts";

/** An attempt that got no answer in time, or a no. */
class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** One for all: thousands of errors a second, each with the stack of its own, would be most of the work. */
const NO_ANSWER = new NoAnswer("Nobody answered in time, or the answer was no.");

/** Ten calls pay for one retry; so many can come without any before them, as a share of what comes in a second. */
const RATIO = 0.1;

/** The clients share a budget for their retries. The service itself is as naive as the other one. */
export const retryBudget: Protect<LabModules["retry-budget"]> = (module, { settings, time, version }) => {
  const attempts = settings.retries + 1;
  const budget = module.createRetryBudget({
    clock: time,
    timers: time,
    options: {
      ratio: RATIO,
      reserve: Math.max(1, Math.round(settings.rate * RATIO)),
      attempts,
      pause: () => RETRY_PAUSE,
      isRetryable: (error) => error instanceof NoAnswer,
    },
  });
  const patience = attempts * (settings.timeout + RETRY_PAUSE);
  return {
    request(request) {
      let isAnswered = false;
      const attempt = (): Promise<void> =>
        new Promise((resolve, reject) => {
          version.attempt(request, (end) => {
            if (end === "answered") {
              isAnswered = true;
              resolve();
            } else reject(NO_ANSWER);
          });
        });
      void calling(() => budget.execute(attempt, patience)).then(
        () => {
          if (isAnswered) version.succeed(request);
          else version.complain("gave a value for a call of which no attempt was answered.");
        },
        (error: unknown) => {
          if (!hasCode(error, "DO_NOT_RETRY") && !hasCode(error, "DEADLINE_EXCEEDED")) version.fail(error);
        },
      );
    },
  };
};

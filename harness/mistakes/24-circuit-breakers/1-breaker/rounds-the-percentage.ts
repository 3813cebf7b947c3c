// @belief A failure rate is a percentage, and percentages are whole numbers.
// @breaks opens-at-the-rate
// @section five-in-a-row
import { BreakerOpen, CallTimeout, type BreakerPorts, type CircuitBreaker } from "eventlings";

/** Each change makes a new one, so that a call can tell whether it began in the one of today. */
type State =
  | { readonly kind: "closed"; readonly results: { readonly at: number; readonly failed: boolean }[] }
  | { readonly kind: "open"; readonly until: number }
  | { readonly kind: "half-open"; admitted: number; succeeded: number };

/** Calls one service, and stops calling it for a while when too many calls fail. */
export function createCircuitBreaker({ clock, timers, options }: BreakerPorts): CircuitBreaker {
  const { window, minimumCalls, failureRate, openFor, probes, callTimeout, isFailure } = options;
  let state: State = { kind: "closed", results: [] };

  const open = (): void => {
    state = { kind: "open", until: clock.elapsed() + openFor };
  };

  /** Lets a call through, and gives the state in which it begins. */
  const admit = (): State => {
    if (state.kind === "open") {
      const left = state.until - clock.elapsed();
      if (left > 0) throw new BreakerOpen(left);
      state = { kind: "half-open", admitted: 0, succeeded: 0 };
    }
    if (state.kind === "half-open") {
      // The first probes take all places, before anything is awaited. Everybody else is refused.
      if (state.admitted === probes) throw new BreakerOpen(callTimeout);
      state.admitted += 1;
    }
    return state;
  };

  const record = (begunIn: State, failed: boolean): void => {
    // Old news: whatever it says, it says about a time before the last change.
    if (state !== begunIn) return;
    if (state.kind === "half-open") {
      if (failed) return open();
      state.succeeded += 1;
      if (state.succeeded === probes) state = { kind: "closed", results: [] };
    } else if (state.kind === "closed") {
      const { results } = state;
      const now = clock.elapsed();
      results.push({ at: now, failed });
      while (results[0] !== undefined && now - results[0].at >= window) results.shift();
      const failures = results.filter((result) => result.failed).length;
      if (results.length >= minimumCalls && Math.round((100 * failures) / results.length) >= 100 * failureRate) open();
    }
  };

  /** The call, or a timeout, whichever comes first. The timer does not outlive it. */
  const withinTime = <T>(call: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = timers.start(callTimeout, () => reject(new CallTimeout(callTimeout)));
      const attempt = async (): Promise<T> => call();
      void attempt()
        .then(resolve, reject)
        .finally(() => timer.cancel());
    });

  return {
    async execute(call) {
      const begunIn = admit();
      try {
        const value = await withinTime(call);
        record(begunIn, false);
        return value;
      } catch (error) {
        record(begunIn, error instanceof CallTimeout || isFailure(error));
        throw error;
      }
    },
  };
}

import type { BreakerOptions } from "eventlings";

interface Result {
  readonly at: number;
  readonly failed: boolean;
}

interface Closed {
  readonly kind: "closed";
  readonly results: Result[];
  /** Successful probes from just before, which may count or not. */
  readonly probes: number;
  /** It may have opened then: the promises allow both. */
  mayBeOpenSince?: number;
}

type State = Closed | { readonly kind: "open"; readonly since: number } | HalfOpen;

interface HalfOpen {
  readonly kind: "half-open";
  running: number;
  succeeded: number;
}

/** What must become of a call that begins now, and why. */
export interface Expectation {
  readonly what: "through" | "refused" | "either";
  readonly because: string;
}

/** What the promises of a circuit breaker say about a history; with one probe, they say it all. */
export class BreakerModel {
  readonly #options: BreakerOptions;
  #state: State = { kind: "closed", results: [], probes: 0 };
  readonly #begunIn = new Map<unknown, State>();

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** Can only the next call tell whether it is open? */
  get isUnclear(): boolean {
    return this.#state.kind === "closed" && this.#state.mayBeOpenSince !== undefined;
  }

  /** A call begins. Say afterwards, by `became`, whether it was let through. */
  expects(now: number): Expectation {
    const { openFor, probes } = this.#options;
    if (this.#state.kind === "open" && now - this.#state.since >= openFor)
      this.#state = { kind: "half-open", running: 0, succeeded: 0 };
    const state = this.#state;
    switch (state.kind) {
      case "open":
        return { what: "refused", because: `the circuit opened ${String(now - state.since)} ms ago` };
      case "half-open":
        return state.running >= probes
          ? { what: "refused", because: "the circuit is half-open, and a probe is under way" }
          : {
              what: "through",
              because: `the circuit had been open for ${String(openFor)} ms, and no probe is under way`,
            };
      case "closed": {
        const failures = state.results.filter(({ failed }) => failed).length;
        return {
          what: state.mayBeOpenSince === undefined ? "through" : "either",
          because: `the circuit is closed, and of ${String(state.results.length)} results that may count, ${String(failures)} ${failures === 1 ? "is a failure" : "are failures"}`,
        };
      }
    }
  }

  became(call: unknown, isThrough: boolean): void {
    const state = this.#state;
    if (state.kind === "closed" && state.mayBeOpenSince !== undefined) {
      if (isThrough) delete state.mayBeOpenSince;
      else this.#state = { kind: "open", since: state.mayBeOpenSince };
    }
    if (!isThrough) return;
    if (this.#state.kind === "half-open") this.#state.running += 1;
    this.#begunIn.set(call, this.#state);
  }

  /** A call that was let through has ended, or its time was up. */
  ended(call: unknown, failed: boolean, now: number): void {
    const state = this.#state;
    if (this.#begunIn.get(call) !== state) return;
    if (state.kind === "half-open") {
      state.running -= 1;
      if (failed) this.#state = { kind: "open", since: now };
      else if ((state.succeeded += 1) === this.#options.probes)
        this.#state = { kind: "closed", results: [], probes: state.succeeded };
    } else if (state.kind === "closed") {
      const { window } = this.#options;
      const kept = state.results.filter(({ at }) => now - at <= 1.1 * window);
      state.results.splice(0, Infinity, ...kept, { at: now, failed });
      const verdict = this.#opens(state, now);
      if (verdict === "yes" && failed) this.#state = { kind: "open", since: now };
      else if (verdict !== "no") state.mayBeOpenSince = now;
    }
  }

  /** Whichever of the results that are about to leave the window still count. */
  #opens({ results, probes }: Closed, now: number): "yes" | "no" | "maybe" {
    const { window, minimumCalls, failureRate } = this.#options;
    const sure = results.filter(({ at }) => now - at < 0.9 * window);
    const count = (some: readonly Result[], failed: boolean): number =>
      some.filter((result) => result.failed === failed).length;
    const verdicts = new Set<boolean>();
    for (let failures = count(sure, true); failures <= count(results, true); failures += 1)
      for (let successes = count(sure, false); successes <= count(results, false) + probes; successes += 1) {
        const total = failures + successes;
        verdicts.add(total >= minimumCalls && failures >= failureRate * total);
      }
    return verdicts.size > 1 ? "maybe" : verdicts.has(true) ? "yes" : "no";
  }
}

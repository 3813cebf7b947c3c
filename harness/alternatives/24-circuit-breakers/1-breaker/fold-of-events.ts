// @style A pure fold over what happened; the shell around it only makes calls and keeps the newest state.
import { BreakerOpen, CallTimeout, type BreakerOptions, type BreakerPorts, type CircuitBreaker } from "eventlings";

interface State {
  readonly era: number;
  readonly openUntil: number | undefined;
  /** Probes that may still begin, where it is half-open. */
  readonly left: number | undefined;
  readonly missing: number;
  readonly seen: readonly { readonly at: number; readonly ok: boolean }[];
}

type Happened =
  | { readonly what: "asked"; readonly at: number }
  | { readonly what: "ended"; readonly at: number; readonly ok: boolean; readonly era: number };

const next = (era: number, rest: Partial<State> = {}): State => ({
  era,
  openUntil: undefined,
  left: undefined,
  missing: 0,
  seen: [],
  ...rest,
});

function evolve(state: State, event: Happened, options: BreakerOptions): State {
  const { window, minimumCalls, failureRate, openFor, probes } = options;
  if (event.what === "asked") {
    if (state.openUntil !== undefined && event.at >= state.openUntil)
      return next(state.era + 1, { left: probes - 1, missing: probes });
    return state.left === undefined ? state : { ...state, left: Math.max(-1, state.left - 1) };
  }
  if (event.era !== state.era || state.openUntil !== undefined) return state;
  const opened = next(state.era + 1, { openUntil: event.at + openFor });
  if (state.left !== undefined) {
    if (!event.ok) return opened;
    if (state.missing > 1) return { ...state, missing: state.missing - 1 };
    // The probes are the first that the new window knows of.
    return next(state.era + 1, { seen: Array.from({ length: probes }, () => ({ at: event.at, ok: true })) });
  }
  const seen = [...state.seen, event].filter(({ at }) => at > event.at - window);
  const bad = seen.filter(({ ok }) => !ok).length;
  return seen.length >= minimumCalls && bad / seen.length >= failureRate ? opened : { ...state, seen };
}

export function createCircuitBreaker({ clock, timers, options }: BreakerPorts): CircuitBreaker {
  let state = next(0);

  return {
    async execute(call) {
      const now = clock.elapsed();
      state = evolve(state, { what: "asked", at: now }, options);
      const { era, openUntil, left } = state;
      if (openUntil !== undefined) throw new BreakerOpen(openUntil - now);
      if (left !== undefined && left < 0) throw new BreakerOpen(options.callTimeout / 2);

      const timeout = new CallTimeout(options.callTimeout);
      const { promise, resolve } = deferred();
      const alarm = timers.start(options.callTimeout, resolve);
      const tell = (ok: boolean): void => {
        state = evolve(state, { what: "ended", at: clock.elapsed(), ok, era }, options);
      };
      try {
        const answer = await Promise.race([
          (async () => ({ value: await call() }))(),
          promise.then(() => {
            throw timeout;
          }),
        ]);
        tell(true);
        return answer.value;
      } catch (error) {
        tell(error !== timeout && !options.isFailure(error));
        throw error;
      } finally {
        alarm.cancel();
      }
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((give) => (resolve = give));
  return { promise, resolve };
}

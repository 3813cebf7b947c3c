// @style A gradient: the ratio of the normal latency to that of a window, with room for a queue of the root of the limit.
import type { AdaptiveLimit, AdaptiveLimitPorts } from "eventlings";

export function createAdaptiveLimit({ clock, options }: AdaptiveLimitPorts): AdaptiveLimit {
  const { initial, min, max, window, slowAfter } = options;
  const state = { limit: initial, taken: 0, normal: Infinity, cutAt: -Infinity };
  let current = newWindow(clock.elapsed());

  function close(now: number): void {
    const { limit } = state;
    const average = current.sum / current.count;
    const ratio = current.bad ? 0.5 : Math.min(1, (1.5 * state.normal) / Math.max(1, average));
    // Half of the way to where the gradient points.
    const target = limit * Math.max(0.5, ratio) + (ratio < 1 ? 0 : Math.sqrt(limit));
    const next = Math.min(max, Math.max(min, (limit + target) / 2));
    if (next < limit) {
      if (now - state.cutAt < window) return;
      state.limit = Math.max(min, Math.min(next, limit - 1));
      state.cutAt = now;
    } else if (current.most * 2 >= limit)
      state.limit = Math.min(max, Math.max(next, limit + 1 > max ? max : limit + 1));
    current = newWindow(now, state.taken);
  }

  return {
    get limit() {
      return state.limit;
    },
    acquire() {
      if (state.taken >= Math.floor(state.limit)) return undefined;
      state.taken += 1;
      current.most = Math.max(current.most, state.taken);
      const begun = clock.elapsed();
      let release = (outcome: "done" | "overloaded" | "ignored"): void => {
        release = () => undefined;
        state.taken -= 1;
        const now = clock.elapsed();
        if (outcome === "ignored" || begun < state.cutAt) return;
        const latency = Math.max(1, now - begun);
        current.count += 1;
        current.sum += latency;
        current.bad ||= outcome === "overloaded" || latency > slowAfter;
        if (outcome === "done") state.normal = Math.min(state.normal, latency);
        // Bad news is not kept waiting for the end of the window.
        if (current.bad || now - current.since >= window) close(now);
      };
      return { release: (outcome) => release(outcome) };
    },
  };
}

const newWindow = (since: number, most = 0) => ({ since, most, count: 0, sum: 0, bad: false });

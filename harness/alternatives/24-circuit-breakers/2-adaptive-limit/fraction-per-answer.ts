// @style AIMD as TCP does it: each healthy answer adds its fraction of one, and a cut takes a tenth.
import type { AdaptiveLimit, AdaptiveLimitPorts, CallOutcome, Place } from "eventlings";

export function createAdaptiveLimit({ clock, options }: AdaptiveLimitPorts): AdaptiveLimit {
  const calls = new Map<symbol, number>();
  let allowed = options.initial;
  /** Calls that began before this are about another limit; and no cut before the second. */
  let [epoch, notBefore] = [-Infinity, -Infinity];
  let grown = { since: -Infinity, by: 0 };

  function grow(now: number): void {
    if (now - grown.since >= options.window) grown = { since: now, by: 0 };
    // One and a half a window, in small steps, however many answers there are.
    const step = Math.min(1 / allowed + 0.02, 1.5 - grown.by);
    if (step <= 0) return;
    const next = Math.min(options.max, allowed + Math.max(step, calls.size === 0 ? 1 - grown.by : 0));
    grown.by += next - allowed;
    allowed = next;
  }

  function ended(id: symbol, outcome: CallOutcome): void {
    const begun = calls.get(id);
    if (begun === undefined) return;
    const wasFull = calls.size > allowed - 1;
    const half = calls.size * 2 >= allowed;
    calls.delete(id);
    const now = clock.elapsed();
    if (outcome === "ignored") return;
    if (outcome === "done" && now - begun <= options.slowAfter) {
      if (wasFull || half) grow(now);
      return;
    }
    if (begun < epoch || now < notBefore) return;
    allowed = Math.max(options.min, allowed * 0.9);
    [epoch, notBefore] = [now, now + options.window];
  }

  return {
    get limit(): number {
      return allowed;
    },
    acquire(): Place | undefined {
      if (calls.size >= Math.floor(allowed)) return undefined;
      const id = Symbol("call");
      calls.set(id, clock.elapsed());
      return { release: (outcome) => ended(id, outcome) };
    },
  };
}

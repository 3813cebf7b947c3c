// @style The states are closures that hand over to each other and throw at once; so many probes at once, not in all.
import { BreakerOpen, CallTimeout, type BreakerPorts, type CircuitBreaker } from "eventlings";

/** Lets a call through and gives what its result is told to; or throws. */
type Gate = () => (failed: boolean) => void;

export function createCircuitBreaker({ clock, timers, options }: BreakerPorts): CircuitBreaker {
  let gate: Gate = closed();

  function become(next: Gate): void {
    gate = next;
  }

  function closed(): Gate {
    const moments: number[] = [];
    const failures: number[] = [];
    const own: Gate = () => (failed) => {
      if (gate !== own) return;
      const now = clock.elapsed();
      moments.push(now);
      if (failed) failures.push(now);
      const recent = (list: number[]): number => list.length - first(list, now - options.window);
      const all = recent(moments);
      if (failed && all >= options.minimumCalls && recent(failures) >= options.failureRate * all) become(open());
    };
    return own;
  }

  function open(): Gate {
    const since = clock.elapsed();
    return () => {
      const left = since + options.openFor - clock.elapsed();
      if (left > 0) throw new BreakerOpen(left);
      become(halfOpen());
      return gate();
    };
  }

  function halfOpen(): Gate {
    let running = 0;
    let succeeded = 0;
    const own: Gate = () => {
      if (running >= options.probes) throw new BreakerOpen(options.callTimeout);
      running += 1;
      return (failed) => {
        if (gate !== own) return;
        running -= 1;
        succeeded += 1;
        if (failed) become(open());
        else if (succeeded >= options.probes) become(closed());
      };
    };
    return own;
  }

  return {
    execute(call) {
      const tell = gate();
      return made(call, tell);
    },
  };

  async function made<T>(call: () => Promise<T>, tell: (failed: boolean) => void): Promise<T> {
    let cancel = (): void => undefined;
    const tooLate = new Promise<never>((_, reject) => {
      const timer = timers.start(options.callTimeout, () => reject(new CallTimeout(options.callTimeout)));
      cancel = () => timer.cancel();
    });
    try {
      const value = await Promise.race([tooLate, Promise.resolve().then(call)]);
      tell(false);
      return value;
    } catch (error) {
      tell(error instanceof CallTimeout || options.isFailure(error));
      throw error;
    } finally {
      cancel();
    }
  }
}

/** Where the first one after `moment` is, in a list that grows. */
function first(list: readonly number[], moment: number): number {
  const at = list.findIndex((each) => each > moment);
  return at === -1 ? list.length : at;
}

// @style No number of permits at all: the moment at which the bucket will be full (GCRA), and an array.
import type { PermitRequest, RunningTimer, TokenBucket, TokenBucketPorts } from "eventlings";

interface Waiting {
  resolve(granted: boolean): void;
}

export const createTokenBucket = ({ clock, timers, options: { burst, perSecond } }: TokenBucketPorts): TokenBucket => {
  const interval = 1_000 / perSecond;
  let full = clock.elapsed();
  let line: Waiting[] = [];
  let alarm: RunningTimer | undefined;

  const missing = (): number => Math.max(full, clock.elapsed()) + interval - burst * interval - clock.elapsed();
  const give = (): void => void (full = Math.max(full, clock.elapsed()) + interval);

  function look(): void {
    alarm?.cancel();
    alarm = undefined;
    while (line.length > 0 && missing() <= 1e-7) {
      give();
      line.shift()?.resolve(true);
    }
    if (line.length > 0) alarm = timers.start(Math.ceil(missing()), look);
  }

  return {
    tryTake() {
      if (line.length > 0 || missing() > 1e-7) return false;
      give();
      return true;
    },
    take(): PermitRequest {
      const { promise, resolve } = deferred();
      const me: Waiting = { resolve };
      line.push(me);
      if (line.length === 1) look();
      return {
        granted: promise,
        cancel() {
          if (!line.includes(me)) return;
          line = line.filter((other) => other !== me);
          resolve(false);
          if (line.length === 0) look();
        },
      };
    },
  };
};

function deferred(): { promise: Promise<boolean>; resolve: (granted: boolean) => void } {
  let resolve: (granted: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((done) => (resolve = done));
  return { promise, resolve };
}

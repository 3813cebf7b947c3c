// @style Each waits for the one before it; only the first has a timer, and hands the line on.
import type { PermitRequest, RunningTimer, TokenBucket, TokenBucketPorts } from "eventlings";

interface Place {
  next: Place | undefined;
  state: "waits" | "over";
  answer(granted: boolean): void;
}

export function createTokenBucket({ clock, timers, options }: TokenBucketPorts): TokenBucket {
  const per = options.perSecond / 1_000;
  /** How much was ever let in, as if the lid were open: what is in the bucket is this less what was given. */
  let spilled = 0;
  let given = 0;
  const begun = clock.elapsed();
  let head: Place | undefined;
  let tail: Place | undefined;
  let timer: RunningTimer | undefined;

  const content = (): number => {
    const inside = options.burst + (clock.elapsed() - begun) * per - given - spilled;
    if (inside > options.burst) spilled += inside - options.burst;
    return Math.min(inside, options.burst);
  };

  const advance = (): void => {
    timer?.cancel();
    timer = undefined;
    for (; head !== undefined; head = head.next) {
      if (head.state === "over") continue;
      const inside = content();
      if (inside < 1 - 1e-9) {
        timer = timers.start((1 - inside) / per + 0.999, advance);
        return;
      }
      given += 1;
      head.state = "over";
      head.answer(true);
    }
    tail = undefined;
  };

  return {
    tryTake() {
      if (head !== undefined || content() < 1 - 1e-9) return false;
      given += 1;
      return true;
    },

    take(): PermitRequest {
      let answer: (granted: boolean) => void = () => undefined;
      const granted = new Promise<boolean>((resolve) => (answer = resolve));
      const place: Place = { next: undefined, state: "waits", answer };
      if (tail === undefined) head = place;
      else tail.next = place;
      tail = place;
      if (head === place) advance();
      return {
        granted,
        cancel() {
          if (place.state === "over") return;
          place.state = "over";
          answer(false);
          if (head === place) advance();
        },
      };
    },
  };
}

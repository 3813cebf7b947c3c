import type { RandomSource } from "eventlings";

/** When requests come in. */
export interface ArrivalOptions {
  /** Requests a second at this moment, given in milliseconds since the start. */
  readonly rate: (at: number) => number;
  /** Milliseconds for which they come. */
  readonly duration: number;
  readonly random: RandomSource;
}

/**
 * The moments at which requests arrive, in whole milliseconds since the start: independent of each other, as
 * customers are (a Poisson process). The rate is asked for once a millisecond, so that it may change between two
 * requests, however few come.
 */
export function* arrivals({ rate, duration, random }: ArrivalOptions): Generator<number, void> {
  for (let at = 0; ;) {
    // How many would come on average until the next one does: drawn first, and then worked off at the rate of each moment.
    let left = -Math.log(1 - random.next());
    for (;;) {
      const perMillisecond = Math.max(0, rate(at)) / 1_000;
      const until = Math.floor(at) + 1;
      const come = perMillisecond * (until - at);
      if (come > left) {
        at += left / perMillisecond;
        break;
      }
      left -= come;
      at = until;
      if (at >= duration) return;
    }
    if (at >= duration) return;
    yield Math.floor(at);
  }
}

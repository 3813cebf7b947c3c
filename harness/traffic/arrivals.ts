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
 * customers are (a Poisson process). The rate is asked for once before each request, and a rate of 0 again after a
 * millisecond: one that rises from nearly 0 leaves a longer gap than it should.
 */
export function* arrivals({ rate, duration, random }: ArrivalOptions): Generator<number, void> {
  for (let at = 0; ;) {
    const perSecond = rate(at);
    at += perSecond > 0 ? (-Math.log(1 - random.next()) * 1_000) / perSecond : 1;
    if (at >= duration) return;
    if (perSecond > 0) yield Math.floor(at);
  }
}

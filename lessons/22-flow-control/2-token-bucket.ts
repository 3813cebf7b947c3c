import { NotImplemented, type TokenBucket, type TokenBucketPorts } from "eventlings";

/**
 * Limits how many get through in a stretch of time, and lets a short burst through at once.
 *
 * `TokenBucketOptions` and `PermitRequest` (open their definitions) say what each number and call means, and
 * `TokenBucketPorts` what timers do. What is promised:
 *
 * - In *any* stretch of `t` seconds at most `burst + perSecond × t` permits are given, also where a timer is
 *   late or somebody sets the wall clock.
 * - A permit is given when it is there: one that somebody waits for at most 2 ms after it is complete. However
 *   often somebody asks, nothing is lost but what does not fit into the bucket.
 * - Who asks first gets the first permit. Who cancels takes none, and those behind move up.
 * - Nobody polls: at most three timers are started for each request that waits, and none runs on when
 *   nobody waits any more.
 */
export function createTokenBucket(_ports: TokenBucketPorts): TokenBucket {
  return {
    tryTake() {
      // TODO: how much has come in since somebody looked last? A third of a permit counts too.
      throw new NotImplemented("tryTake");
    },

    take() {
      // TODO: who waits gets a permit when it is there, in order. What if a timer fires late, or early by a fraction?
      throw new NotImplemented("take");
    },
  };
}

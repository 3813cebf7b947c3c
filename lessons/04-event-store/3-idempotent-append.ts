import { NotImplemented, type ConditionalAppend, type EventTable } from "eventlings";

/**
 * Appends so that a caller who got no answer can safely send the same append again.
 *
 * An append is the same again if every one of its events (known by their ids, whatever they say)
 * is already exactly where this append would put it: right behind the expected version, in this
 * order. For "no-stream" that is from position 1. Then it succeeds with the positions it had.
 *
 * In every other way it is a `ConditionalAppend`, as in the exercise before: other writers do not make
 * "any" fail, and an error of the database goes to the caller as it is (sending the append again is
 * the caller's decision; you make it safe). There is one more reason to reject with a
 * `ConcurrencyError`: one of its events is in the stream already, and this is not the same append again.
 *
 * No two events of one append have the same id: whoever makes them sees to that, and no rule asks for it.
 * "any" and "stream-exists" name no place to look at. What becomes of an event that is there already
 * is up to you. A new one beside it is recorded, unless you refuse the append as a whole.
 */
export function createIdempotentAppend(ports: { readonly table: EventTable }): ConditionalAppend {
  void ports;

  return async (_streamId, _events, _expected) => {
    // TODO: the same append again succeeds, and changes nothing.
    // TODO: two copies of one append may also arrive at the same moment.
    throw new NotImplemented("append");
  };
}

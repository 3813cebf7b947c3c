import { NotImplemented, type CatchUpSubscription, type EventLog } from "eventlings";

/**
 * Reads a log to its end, and goes on with new events as they are appended.
 *
 * The handler gets every event after `options.after`: each once, in the order of global positions, the
 * next one when the promise for the last one is settled. Positions have gaps, so do not wait for "the
 * last one plus 1". An event can reach you both ways, by `read` and by `listen`.
 *
 * `capacity` (at least 1) bounds your memory: no page and no buffer of yours holds more events than
 * that, however many are appended while a slow handler is busy.
 *
 * `onCaughtUp` is called once, as soon as everything is handled that was stored when you subscribed
 * (or later, when you find nothing more to read). It is called for an empty log, too.
 *
 * A handler that rejects ends the subscription as `handler-failed`; so does a log that rejects, as
 * `log-failed`. Do not retry: whoever subscribed decides. Whatever ended it, you no longer listen.
 */
export function createCatchUpSubscription(ports: {
  readonly log: EventLog;
  readonly capacity: number;
}): CatchUpSubscription {
  void ports;

  return {
    subscribe(_handler, _options) {
      // TODO: what is stored, then what comes, without a seam between the two.
      // TODO: a bounded memory, and a subscription that ends cleanly, whatever ends it.
      throw new NotImplemented("subscribe");
    },
  };
}

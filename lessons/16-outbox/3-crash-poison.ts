import { NotImplemented, type OutboxWorker, type WorkerPorts } from "eventlings";

/**
 * Handles the messages of the outbox one after the other, and survives those that kill it.
 *
 * `WorkerPorts` (open its definition) has the table and the handler. One worker runs at a time (the
 * lease of the last exercise sees to that). When it dies, it is started again, and remembers nothing.
 *
 * - `startedAttempts` is counted up before an attempt, `finishedAttempts` after it, whether the handler
 *   resolved or rejected. Only a death leaves the two apart.
 * - A message was handled when its handler resolved: then `publishedAt` is set. A crash just before that
 *   can have it handled again.
 * - `maxCrashes`: so many attempts without an end, and it is parked (`parkedAt`) before it is tried again.
 * - `maxFailures`: so many rejections, and it is parked at the latest when it would be tried again.
 * - Within a key, order is kept: nothing overtakes a message that is not yet handled, or parked.
 *   Other keys go on. Of two keys, either may come first.
 * - A person can set a parked row back: `parkedAt` to `null` and both counters to 0. Then it is a message
 *   like any other.
 * - A database that fails is an error of `handleNext`. Whoever runs the worker calls again later.
 */
export function createOutboxWorker(_ports: WorkerPorts): OutboxWorker {
  return {
    async handleNext() {
      // TODO: what must be in the database, and committed, before the handler runs?
      // TODO: which messages are not to be touched, because an earlier one of their key is parked?
      throw new NotImplemented("handleNext");
    },
  };
}

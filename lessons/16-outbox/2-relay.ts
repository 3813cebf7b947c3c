import { NotImplemented, type OutboxRelay, type RelayPorts } from "eventlings";

/**
 * Publishes the messages of the outbox. Several processes run it at once, each over and over again.
 *
 * `RelayPorts` (open its definition) has the tables. A row becomes the record
 * `{ key: row.key, value: row.message }`, and `publishedAt` is set once the broker has confirmed it.
 *
 * What is promised:
 * - Every message is published at least once, whoever crashes and whenever. Also one that was written
 *   before others and committed after them.
 * - Within a key, messages are published *for the first time* in the order of their positions. If one
 *   could not be sent, those behind it wait. An older one may come once more later.
 * - Two healthy relays do not do the work twice. If the relay at work dies, another one takes over when
 *   the lease has expired, or sooner. The relays' clocks are close to each other.
 * - A round publishes at most `batchSize` messages, and no query of it reads more rows of the outbox.
 *
 * The row of the lease is there from the start, and has expired. You may do without the lease if you
 * have another way to keep the promises.
 */
export function createOutboxRelay(_ports: RelayPorts): OutboxRelay {
  return {
    async publishBatch() {
      // TODO: is it my turn? Two processes may ask at the same moment.
      // TODO: publish and mark. Which comes first, and what does a crash between the two do?
      throw new NotImplemented("publishBatch");
    },
  };
}

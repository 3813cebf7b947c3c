import { NotImplemented, type OrderViewRow, type Projection } from "eventlings";

/**
 * Keeps a row for each order: what a customer's list of orders shows. It is called "order-view".
 *
 * `OrderViewRow` says what a row holds, `OrderEvent` what the events say. Each order has its stream, which
 * begins with `OrderPlaced`; `orderIdOf(event.streamId)` tells whose it is. The log holds other streams
 * as well: they are passed over. So are types that are not known yet, but in an order's stream they
 * count: `version` is the stream position of the last event that was seen, whatever its type.
 * A placed order is paid at most once, and is then "paid"; nobody pays for a shipped or cancelled one. A
 * refund changes no column but `version`.
 *
 * `apply` gets the log in its order, cut into batches. What is promised:
 * - Events may come again: alone, behind later ones, or twice in one batch. They change nothing.
 * - If an event comes and one before it in its stream is neither in the table nor before it in the batch,
 *   `apply` rejects with `EventGap`. The caller then rolls back, and comes again later with the batch.
 * - All that is known of what was before is in the table: the process may have just started, and what
 *   was applied may have been rolled back.
 * - A batch writes the row of each of its orders at most once, and reads the rows of no others.
 */
export function createOrderView(): Projection<{ orders: OrderViewRow }> {
  return {
    name: "order-view",

    async apply(_events, _transaction) {
      // TODO: what does each order's row say when the batch is in, if some of it was in before?
      // TODO: how do you know that something is missing?
      throw new NotImplemented("apply");
    },
  };
}

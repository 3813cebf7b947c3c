import {
  NotImplemented,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderPorts,
  type RecordedEvent,
} from "eventlings";

/**
 * An order as an object. `OrderAggregate`, `Aggregate` and `OrderPorts` (open their definitions) say
 * what its methods promise.
 *
 * - The rules are not yours here: `decide` has them. Each method is one command: it is given to
 *   `decide` as it came, with the order's present state, and whatever follows has then happened.
 * - What an event does to the state is known as well: `orderFold`. The state is always what it makes of
 *   all the events, loaded or new. An event that it does not know changes nothing.
 * - An event gets its id, from `ids`, when it happens. It needs no metadata.
 * - What `decide` throws goes out as it is.
 * - What somebody does later to the objects that an order was given, or that it gave away, changes
 *   nothing in it. It may freeze what it gives away.
 */
export function createOrder(_ports: OrderPorts): OrderAggregate {
  // TODO: a new order: nothing has happened to it, and nothing is stored.
  throw new NotImplemented("createOrder");
}

/**
 * The order that these stored events have led to, in the order of its stream. A stream may have been
 * truncated: then its first event is not at position 1. No events at all give a new order.
 */
export function loadOrder(_ports: OrderPorts, _history: readonly RecordedEvent<NewOrderEvent>[]): OrderAggregate {
  // TODO: they have happened and are stored. What is left to decide, and what to save?
  throw new NotImplemented("loadOrder");
}

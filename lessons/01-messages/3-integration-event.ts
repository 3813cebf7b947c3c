import { NotImplemented, type OrderDomainEvent, type OrderIntegrationEvent } from "eventlings";

/**
 * Translates a domain event of the order service into what other services may know of it.
 *
 * `OrderDomainEvent` is what comes in, and `OrderIntegrationEvent` is the contract: open their
 * definitions. `OrderPlaced` and `OrderCancelled` are public; every other type is the order
 * service's own business, also one that is added later, and gives `undefined`.
 *
 * Domain events grow: any object in one, however deep (the event itself, its metadata, an address,
 * an order line, an amount), may get fields tomorrow that are not in its type today.
 *
 * The id: "the same for each translation of one domain event, and no other's" holds across
 * restarts, and for events with equal data. The domain event's own id is what you have to make it of.
 * The domain event belongs to your caller, who goes on using it.
 */
export function toIntegrationEvent(_event: OrderDomainEvent): OrderIntegrationEvent | undefined {
  // TODO: which types are public at all?
  // TODO: exactly the contract's fields, in the contract's words; the domain event stays as it is.
  throw new NotImplemented("toIntegrationEvent");
}

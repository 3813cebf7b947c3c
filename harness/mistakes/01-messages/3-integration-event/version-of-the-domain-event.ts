// @belief The schema version is in the metadata, so it goes along like the correlation id.
// @breaks only-contract-fields
// @section only-the-contract-leaves
import type {
  MinorUnits,
  OrderCancelledData,
  OrderDomainEvent,
  OrderIntegrationEvent,
  OrderPlacedData,
} from "eventlings";

/** The data of a public event of one type. */
type PublicData<Type extends OrderIntegrationEvent["type"]> = Extract<OrderIntegrationEvent, { type: Type }>["data"];

/** Translates a domain event of the order service into what other services may know of it. */
export function toIntegrationEvent(event: OrderDomainEvent): OrderIntegrationEvent | undefined {
  const envelope = {
    // The domain event's id, and not a new one: translated again after a crash, it is still one message.
    id: event.id,
    schemaVersion: (event.metadata?.["schemaVersion"] ?? 1) as 1,
    correlationId: event.metadata?.correlationId,
  } as const;

  switch (event.type) {
    case "OrderPlaced":
      return { ...envelope, type: "shop.OrderPlaced", occurredAt: event.data.placedAt, data: placed(event.data) };
    case "OrderCancelled":
      return {
        ...envelope,
        type: "shop.OrderCancelled",
        occurredAt: event.data.cancelledAt,
        data: cancelled(event.data),
      };
    default:
      // Silence is the safe default: a new type becomes public when someone decides so.
      return undefined;
  }
}

// From here on every field is named, at every depth. A spread would publish what is added tomorrow.

const placed = ({ orderId, customer, deliverTo, lines, total }: OrderPlacedData): PublicData<"shop.OrderPlaced"> => ({
  orderId,
  customerId: customer.customerId,
  country: deliverTo.country,
  lines: lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice: money(unitPrice) })),
  total: money(total),
});

const cancelled = ({ orderId, reason }: OrderCancelledData): PublicData<"shop.OrderCancelled"> => ({
  orderId,
  // Our reasons are ours: "fraud-suspected" is an accusation, and tomorrow there will be a fourth one.
  cancelledBy: reason === "customer-asked" ? "customer" : "shop",
});

const money = ({ amount, currency }: MinorUnits): MinorUnits => ({ amount, currency });

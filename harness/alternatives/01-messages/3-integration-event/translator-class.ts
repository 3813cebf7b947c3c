// @style A class a public event, with a constructor that takes what it needs and nothing else; results are frozen.
import type { IntegrationEvent, MinorUnits, NewEvent, OrderDomainEvent, OrderIntegrationEvent } from "eventlings";

type Placed = Extract<OrderDomainEvent, { type: "OrderPlaced" }>;
type Cancelled = Extract<OrderDomainEvent, { type: "OrderCancelled" }>;
type Public<Type extends OrderIntegrationEvent["type"]> = Extract<OrderIntegrationEvent, { type: Type }>;

abstract class PublicEvent<Type extends string, Data> implements IntegrationEvent<Type, Data> {
  readonly id: string;
  readonly schemaVersion = 1;
  readonly occurredAt: string;
  readonly correlationId: string | undefined;
  abstract readonly type: Type;
  abstract readonly data: Data;

  protected constructor(source: NewEvent, occurredAt: string) {
    this.id = source.id;
    this.occurredAt = occurredAt;
    this.correlationId = source.metadata?.correlationId;
  }
}

class Amount implements MinorUnits {
  readonly amount: number;
  readonly currency: string;

  constructor(source: MinorUnits) {
    this.amount = source.amount;
    this.currency = source.currency;
  }
}

class PublicOrderPlaced extends PublicEvent<"shop.OrderPlaced", Public<"shop.OrderPlaced">["data"]> {
  readonly type = "shop.OrderPlaced";
  readonly data: Public<"shop.OrderPlaced">["data"];

  constructor(source: Placed) {
    super(source, source.data.placedAt);
    const lines = [];
    for (const line of source.data.lines) {
      lines.push({ sku: line.sku, quantity: line.quantity, unitPrice: new Amount(line.unitPrice) });
    }
    this.data = {
      orderId: source.data.orderId,
      customerId: source.data.customer.customerId,
      country: source.data.deliverTo.country,
      lines,
      total: new Amount(source.data.total),
    };
  }
}

class PublicOrderCancelled extends PublicEvent<"shop.OrderCancelled", Public<"shop.OrderCancelled">["data"]> {
  readonly type = "shop.OrderCancelled";
  readonly data: Public<"shop.OrderCancelled">["data"];

  constructor(source: Cancelled) {
    super(source, source.data.cancelledAt);
    const asked = source.data.reason === "customer-asked";
    this.data = { orderId: source.data.orderId, cancelledBy: asked ? "customer" : "shop" };
  }
}

export function toIntegrationEvent(event: OrderDomainEvent): OrderIntegrationEvent | undefined {
  if (event.type === "OrderPlaced") return Object.freeze(new PublicOrderPlaced(event));
  if (event.type === "OrderCancelled") return Object.freeze(new PublicOrderCancelled(event));
  return undefined;
}

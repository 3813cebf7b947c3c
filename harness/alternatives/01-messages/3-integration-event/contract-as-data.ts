// @style The contract is data: a tree of allowed fields, walked by one function; the id is derived, not equal.
import type { OrderDomainEvent, OrderIntegrationEvent } from "eventlings";

/** `true` lets a plain value through; an object lets the fields through that it names. */
type Allowed = true | { readonly [field: string]: Allowed };

const MONEY: Allowed = { amount: true, currency: true };
const LINES: Allowed = { sku: true, quantity: true, unitPrice: MONEY };

function pick(value: unknown, allowed: Allowed): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, allowed));
  if (allowed === true) return typeof value === "object" ? undefined : value;
  const picked = Object.entries(allowed).map(([field, inner]) => [
    field,
    pick(Reflect.get(Object(value), field), inner),
  ]);
  return Object.fromEntries(picked);
}

interface Publication {
  readonly type: OrderIntegrationEvent["type"];
  readonly at: string;
  data(domain: never): Record<string, unknown>;
}

const PUBLIC: ReadonlyMap<string, Publication> = new Map<string, Publication>([
  [
    "OrderPlaced",
    {
      type: "shop.OrderPlaced",
      at: "placedAt",
      data: (domain: Extract<OrderDomainEvent, { type: "OrderPlaced" }>["data"]) => ({
        orderId: domain.orderId,
        customerId: domain.customer.customerId,
        country: domain.deliverTo.country,
        lines: pick(domain.lines, LINES),
        total: pick(domain.total, MONEY),
      }),
    },
  ],
  [
    "OrderCancelled",
    {
      type: "shop.OrderCancelled",
      at: "cancelledAt",
      data: (domain: Extract<OrderDomainEvent, { type: "OrderCancelled" }>["data"]) => ({
        orderId: domain.orderId,
        cancelledBy: new Map([["customer-asked", "customer"]]).get(domain.reason) ?? "shop",
      }),
    },
  ],
]);

export function toIntegrationEvent(event: OrderDomainEvent): OrderIntegrationEvent | undefined {
  const publication = PUBLIC.get(event.type);
  if (publication === undefined) return undefined;
  const { correlationId } = event.metadata ?? {};
  return {
    id: `order-service/${event.id}`,
    type: publication.type,
    schemaVersion: 1,
    occurredAt: Reflect.get(event.data, publication.at) as string,
    ...(correlationId === undefined ? {} : { correlationId }),
    data: publication.data(event.data as never),
  } as OrderIntegrationEvent;
}

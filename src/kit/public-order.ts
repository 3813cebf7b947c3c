import type { NewEvent } from "./event.ts";

/** An amount in the currency's smallest unit: 1999 is €19.99. */
export interface MinorUnits {
  readonly amount: number;
  readonly currency: string;
}

/** What the order service keeps for itself when an order was placed. */
export interface OrderPlacedData {
  readonly orderId: string;
  /** ISO 8601. */
  readonly placedAt: string;
  /** The id of a guest, who has no account, is an empty text. */
  readonly customer: { readonly customerId: string; readonly name: string; readonly email: string };
  readonly deliverTo: {
    readonly recipient: string;
    readonly street: string;
    readonly city: string;
    readonly country: string;
  };
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitPrice: MinorUnits;
    /** What the shop pays its supplier. */
    readonly unitCost: MinorUnits;
  }[];
  readonly total: MinorUnits;
  readonly fraudScore: number;
}

/** What the order service keeps for itself when an order was cancelled. */
export interface OrderCancelledData {
  readonly orderId: string;
  /** ISO 8601. */
  readonly cancelledAt: string;
  readonly reason: "customer-asked" | "out-of-stock" | "fraud-suspected";
  /** Free text of an employee. */
  readonly note: string;
  readonly cancelledBy: { readonly employeeId: string; readonly name: string };
}

/** The domain events of the order service: its own words, free to change with its code. */
export type OrderDomainEvent =
  | NewEvent<"OrderPlaced", OrderPlacedData>
  | NewEvent<"OrderCancelled", OrderCancelledData>
  | NewEvent<"FraudScoreRaised", { readonly orderId: string; readonly score: number }>
  | NewEvent<"OrderNoteAdded", { readonly orderId: string; readonly note: string }>;

/** A message to other services. What stands here is a promise to all of them, for as long as one reads it. */
export interface IntegrationEvent<Type extends string, Data> {
  /**
   * The same for each translation of one domain event, and no other's: consumers find duplicates by it.
   * Ids are any texts: two that differ in one letter, wherever, or in its case, are two.
   */
  readonly id: string;
  readonly type: Type;
  readonly schemaVersion: 1;
  /**
   * ISO 8601: when it happened in the order service, as the event's own data says (`placedAt`,
   * `cancelledAt`). Not when it was recorded, translated or sent, whatever the metadata says of that.
   */
  readonly occurredAt: string;
  /** That of the domain event's metadata, where it has one. */
  readonly correlationId?: string | undefined;
  readonly data: Data;
}

/** The public contract of the order service: every field there is. */
export type OrderIntegrationEvent =
  | IntegrationEvent<
      "shop.OrderPlaced",
      {
        readonly orderId: string;
        readonly customerId: string;
        /** Where the parcel goes, as far as taxes and transport need to know. */
        readonly country: string;
        readonly lines: readonly {
          readonly sku: string;
          readonly quantity: number;
          readonly unitPrice: MinorUnits;
        }[];
        readonly total: MinorUnits;
      }
    >
  | IntegrationEvent<
      "shop.OrderCancelled",
      {
        readonly orderId: string;
        /** "customer" where the customer asked for it, "shop" for every other reason, known or still to come. */
        readonly cancelledBy: "customer" | "shop";
      }
    >;

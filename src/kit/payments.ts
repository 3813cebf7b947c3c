import type { RemoteService } from "./remote-service.ts";
import type { MinorUnits } from "./public-order.ts";

/** A payment that is due. The id was made once, with the order, and is the same however often it is asked for. */
export interface Payment {
  readonly paymentId: string;
  readonly amount: MinorUnits;
}

/** What came of a payment. */
export type PaymentResult = { readonly status: "charged"; readonly chargeId: string } | { readonly status: "declined" };

/**
 * What a payment gateway can be asked for. The reference is your name for the payment: the gateway
 * stores it with the charge and finds the charge by it, but does *not* refuse a second one. Only an
 * idempotency key does that, and the gateway forgets keys after 24 hours. A call that timed out may
 * still be under way for some minutes: it can take place after you were told that there is no charge.
 */
export type GatewayRequest =
  | { readonly ask: "charge"; readonly reference: string; readonly amount: MinorUnits }
  | { readonly ask: "find"; readonly reference: string };

/** What it answers: the charge, or that there is none with this reference. */
export type GatewayAnswer =
  | { readonly outcome: "charged"; readonly chargeId: string; readonly amount: MinorUnits }
  | { readonly outcome: "no-such-charge" };

/** A payment gateway. A card that is declined is a `RemoteError` with the code `REFUSED`. */
export type PaymentGateway = RemoteService<GatewayRequest, GatewayAnswer>;

/** What the shop knows of a payment. `paymentId` is the table's key. */
export interface ChargeRow {
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
  /** Made for this payment, where you want one that is not made of its id. */
  readonly idempotencyKey: string | null;
  readonly status: "pending" | "charged" | "declined";
  readonly chargeId: string | null;
}

/** What the payment service keeps. */
export interface PaymentTables {
  readonly charges: ChargeRow;
}

/** A payment was asked for again with another amount: that is another payment, or a mistake. */
export class PaymentChanged extends Error {
  readonly code = "PAYMENT_CHANGED";

  constructor(paymentId: string) {
    super(`${paymentId} was asked for before with another amount: give the new payment an id of its own.`);
    this.name = "PaymentChanged";
  }
}

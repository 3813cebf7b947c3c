import type { Database } from "./database.ts";
import type { LogBroker } from "./log-broker.ts";
import type { Clock, Ids } from "./ports.ts";
import type { MinorUnits, OrderIntegrationEvent } from "./public-order.ts";

/** A message in the outbox: what is to be published, and whether it was. */
export interface OutboxRow {
  /** The message's own id (`message.id`), and the key of the table. Consumers know a duplicate by it. */
  readonly id: string;
  /** Given by the database at the insert. Messages of one key are published in this order. */
  readonly position: number;
  /** What must stay in order shares a key: the order's id. */
  readonly key: string;
  readonly message: OrderIntegrationEvent;
  /** `null` until the broker has confirmed. */
  readonly publishedAt: Date | null;
}

/** An order as the checkout sends it. Sent again, it has the same `orderId`. */
export interface CheckoutOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly email: string;
  readonly country: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly unitPrice: MinorUnits;
    /** What the shop pays its supplier. */
    readonly unitCost: MinorUnits;
  }[];
  readonly total: MinorUnits;
}

/** The tables of the order service. The keys: `orderId`, `sku`, `id`. */
export interface CheckoutTables {
  orders: CheckoutOrder;
  stock: { readonly sku: string; readonly left: number };
  outbox: OutboxRow;
}

/** What placing an order needs. */
export interface CheckoutPorts {
  readonly database: Database<CheckoutTables>;
  /** What the shop published with before it had an outbox. A relay publishes what is in the outbox. */
  readonly broker: LogBroker<OrderIntegrationEvent>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** There is not enough of something. */
export class OutOfStock extends Error {
  readonly code = "OUT_OF_STOCK";

  /** @param sku what there is too little of: `"mug"` */
  constructor(sku: string) {
    super(`There is not enough of ${sku} in stock for this order.`);
    this.name = "OutOfStock";
  }
}

/** The right to be the relay, until it expires. The table has one row, with the id `outbox-relay`. */
export interface LeaseRow {
  readonly id: string;
  /** `relayId` of whoever has it, or had it last. */
  readonly holder: string;
  /** Free for anyone from this moment on. */
  readonly expiresAt: Date;
}

/** What a relay works with. */
export interface RelayTables {
  outbox: OutboxRow;
  leases: LeaseRow;
}

/** What a relay needs. */
export interface RelayPorts {
  readonly database: Database<RelayTables>;
  readonly broker: LogBroker<OrderIntegrationEvent>;
  readonly clock: Clock;
  /** No other process has it. The same after a restart. */
  readonly relayId: string;
  /** For how many milliseconds a lease is taken. A healthy round is much shorter. */
  readonly leaseFor: number;
  /** Most messages of one round. */
  readonly batchSize: number;
}

/** Publishes what is in the outbox, round by round. */
export interface OutboxRelay {
  /**
   * One round. Resolves with how many messages it published: 0 where there are none, or where it is
   * not this relay's turn. May reject where the database or the broker does: whoever runs the relay
   * logs that and calls again later.
   */
  publishBatch(): Promise<number>;
}

/** A row whose handling is counted. All that is `null` or 0 is so from the start. */
export interface CountedRow extends OutboxRow {
  /** How often someone began to handle it. */
  readonly startedAttempts: number;
  /** How often someone lived to see the end of it: it was handled, or its handler failed. */
  readonly finishedAttempts: number;
  /** Set where it is given up until a person has looked at it. */
  readonly parkedAt: Date | null;
}

/** What a worker over the outbox needs. */
export interface WorkerPorts {
  readonly database: Database<{ outbox: CountedRow }>;
  /** Handles a message: publishes it, say. It may reject. It may also take the whole process with it. */
  readonly handle: (message: OrderIntegrationEvent) => Promise<void>;
  readonly clock: Clock;
  /** After so many attempts whose end nobody saw, a message is parked. */
  readonly maxCrashes: number;
  /** After so many attempts whose end was a rejection, a message is parked. */
  readonly maxFailures: number;
}

/** Handles what is in the outbox, one message after the other. */
export interface OutboxWorker {
  /**
   * Makes at most one attempt at one message, or parks one. Resolves with `false` where there is nothing left
   * to do, and with `true` otherwise. A handler that rejects is counted, and is no error of `handleNext`.
   */
  handleNext(): Promise<boolean>;
}

/** A row as the clean-up sees it. */
export interface PurgeableRow extends OutboxRow {
  /** When it was put into the outbox. */
  readonly createdAt: Date;
  /** Set where it was given up until a person has looked at it. */
  readonly parkedAt: Date | null;
}

/** What the clean-up needs. */
export interface PurgePorts {
  readonly database: Database<{ outbox: PurgeableRow }>;
  readonly clock: Clock;
  /** For how many milliseconds after its publication a message stays: to find out, or to publish it again. */
  readonly keepFor: number;
  /** Most rows that disappear at one moment. */
  readonly batchSize: number;
}

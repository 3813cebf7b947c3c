import type { Database } from "./database.ts";
import type { LogBroker } from "./log-broker.ts";
import type { OutboxRow } from "./outbox.ts";
import type { Clock, Ids } from "./ports.ts";
import type { IntegrationEvent } from "./public-order.ts";

/** A line as the shop sends it. All amounts here are whole numbers of cents. */
export interface ShopLine {
  /** Made once by the shop. Sent again, a line has the same. */
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
  /** What the shop pays its supplier. */
  readonly unitCost: number;
}

/** An order as the shop sends it. Sent again, it has the same `orderId`. */
export interface ShopOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly email: string;
  /** At least one. */
  readonly lines: readonly ShopLine[];
}

/** The write model's row of an order. */
export interface OrderRow {
  readonly orderId: string;
  readonly customerId: string;
  readonly email: string;
  /** ISO 8601. */
  readonly placedAt: string;
  /** 1 at first. For an optimistic lock, where you want one; nobody else looks at it. */
  readonly version: number;
}

/** The write model's row of a line. */
export interface LineRow extends ShopLine {
  readonly orderId: string;
}

/** The read model: an order as its customer's list shows it. */
export interface OrderListRow {
  readonly orderId: string;
  readonly customerId: string;
  /** ISO 8601. */
  readonly placedAt: string;
  /** How many pieces there are in all lines together. */
  readonly pieces: number;
  /** Of all lines, in cents. */
  readonly total: number;
}

/** A line as other services get to see it. */
export type PublicLine = Pick<ShopLine, "lineId" | "sku" | "quantity" | "unitPrice">;

/** The public contract of the order service: every field there is. `occurredAt` is what the clock shows. */
export type OrderMessage =
  | IntegrationEvent<
      "shop.OrderPlaced",
      {
        readonly orderId: string;
        readonly customerId: string;
        readonly lines: readonly PublicLine[];
        readonly total: number;
      }
    >
  | IntegrationEvent<
      "shop.LineAdded",
      {
        readonly orderId: string;
        readonly line: PublicLine;
        /** Of the whole order, with this line. */
        readonly total: number;
      }
    >;

/** The tables of the order service. The keys: `orderId`, `lineId`, `orderId`, `id`. */
export interface OrderServiceTables {
  orders: OrderRow;
  lines: LineRow;
  orderList: OrderListRow;
  /** `id` is the message's own id, `key` is the order's, and the database fills in `position`. */
  outbox: Omit<OutboxRow, "message"> & { readonly message: OrderMessage };
}

/** What the order service needs. */
export interface OrderServicePorts {
  readonly database: Database<OrderServiceTables>;
  /** What the shop published with before it had an outbox. A relay publishes what is in the outbox. */
  readonly broker: LogBroker<OrderMessage>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Most pieces of one order: more do not fit into a parcel. */
  readonly maxPieces: number;
}

/**
 * Orders without event sourcing: rows to decide with, a row to show, messages for others.
 *
 * A command that is refused changes nothing and tells nobody. Where the database fails, a command may
 * reject with that error, and where another one was faster, with a `ConcurrencyError`: the shop sends it
 * again. Sent again, a command that was carried out succeeds and changes nothing.
 */
export interface OrderService {
  /** @throws CommandRefused `PARCEL_FULL` */
  placeOrder(order: ShopOrder): Promise<void>;
  /** @throws CommandRefused `NO_SUCH_ORDER` or `PARCEL_FULL` */
  addLine(orderId: string, line: ShopLine): Promise<void>;
  /** The customer's orders, the newest first; of one moment, by `orderId`. */
  ordersOf(customerId: string): Promise<readonly OrderListRow[]>;
}

import type { Decider } from "./decider.ts";
import type { OrderCommand, OrderEvent, OrderState } from "./order.ts";
import type { Ids } from "./ports.ts";

/**
 * Why an order refuses a command: the `code` of its `CommandRefused`.
 *
 * What happens in each state (one line a command), where the command itself is in order:
 *
 * |               | none         | placed                    | paid                                 | shipped           | cancelled        |
 * | ------------- | ------------ | ------------------------- | ------------------------------------ | ----------------- | ---------------- |
 * | PlaceOrder    | OrderPlaced  | `ALREADY_PLACED`          | `ALREADY_PLACED`                     | `ALREADY_PLACED`  | `ALREADY_PLACED` |
 * | RecordPayment | `NOT_PLACED` | PaymentReceived           | `ALREADY_PAID`                       | `ALREADY_PAID`    | `CANCELLED`      |
 * | ShipOrder     | `NOT_PLACED` | `NOT_PAID`                | OrderShipped                         | `ALREADY_SHIPPED` | `CANCELLED`      |
 * | CancelOrder   | `NOT_PLACED` | OrderCancelled            | OrderCancelled, then PaymentRefunded | `ALREADY_SHIPPED` | no events        |
 *
 * And what makes a command out of order:
 *
 * - `NO_LINES`: PlaceOrder without a line.
 * - `INVALID_LINE`: a line whose quantity is no whole number above 0, or whose unit price is no whole
 *   number of minor units, 0 or more.
 * - `TOTAL_TOO_LARGE`: a total above `Number.MAX_SAFE_INTEGER`, beyond which a number skips whole units.
 * - `WRONG_AMOUNT`: RecordPayment over anything but the order's total.
 *
 * Where two of them fit, either will do. Where 0 was paid, whether a PaymentRefunded over 0 follows is up to you.
 */
export type OrderRefusal =
  | "NOT_PLACED"
  | "ALREADY_PLACED"
  | "NO_LINES"
  | "INVALID_LINE"
  | "TOTAL_TOO_LARGE"
  | "WRONG_AMOUNT"
  | "ALREADY_PAID"
  | "NOT_PAID"
  | "ALREADY_SHIPPED"
  | "CANCELLED";

/** The rules of an order: what follows from a command in this state, or a `CommandRefused`. */
export type OrderRules = Decider<OrderCommand, OrderEvent, OrderState>["decide"];

/** What an order as an object is made with. */
export interface OrderPorts {
  readonly ids: Ids;
  /** The rules. They are pure. Whatever they throw is a refusal. */
  readonly decide: OrderRules;
}

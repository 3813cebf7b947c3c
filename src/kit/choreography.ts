import type { Database } from "./database.ts";
import type { DomainEvent } from "./decider.ts";
import type { RecordedEvent } from "./event.ts";
import type { Ids } from "./ports.ts";
import type { QueueMessage } from "./queue.ts";

/**
 * What the shop's services tell each other about an order. Between two services' events there is no
 * order: any of them may come late, before those that it follows from, and more than once. The same fact
 * may also come again in a message with an id of its own. The amount is in minor units.
 */
export type FlowEvent =
  | DomainEvent<
      "OrderPlaced",
      { readonly orderId: string; readonly sku: string; readonly quantity: number; readonly amount: number }
    >
  | DomainEvent<
      | "PaymentReceived"
      | "PaymentFailed"
      | "PaymentRefunded"
      | "StockReserved"
      | "StockUnavailable"
      | "StockReleased"
      | "OrderShipped"
      | "OrderCompleted"
      | "OrderCancelled",
      { readonly orderId: string }
    >;

/** An event that a service says. A relay sends each row to everybody; no row is ever deleted. `id` is the table's key. */
export type FlowOutboxRow = { readonly id: string } & FlowEvent;

/** A message that was handled, for those who want to note that. `messageId` is the table's key. */
export interface FlowInboxRow {
  readonly messageId: string;
}

/** How many pieces can still be promised to somebody. `id` is the product. */
export interface AvailableRow {
  readonly id: string;
  readonly available: number;
}

/** What stock knows of an order; what you note in it is up to you. `orderId` is the table's key. */
export interface StockOrderRow {
  readonly orderId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly status: "open" | "reserved" | "unavailable" | "payment-failed" | "released";
}

/** What the stock service keeps. */
export interface StockTables {
  readonly stock: AvailableRow;
  readonly orders: StockOrderRow;
  readonly inbox: FlowInboxRow;
  readonly outbox: FlowOutboxRow;
}

/** What was heard of an order; what you note in it is up to you. `orderId` is the table's key. */
export interface HeardRow {
  readonly orderId: string;
  readonly heard: readonly FlowEvent["type"][];
}

/** What a service keeps that waits for several events of an order. */
export interface HeardTables {
  readonly orders: HeardRow;
  readonly inbox: FlowInboxRow;
  readonly outbox: FlowOutboxRow;
}

/** What a service needs that reacts to events. Each has a database of its own. */
export interface ReactorPorts<Tables extends object> {
  readonly database: Database<Tables>;
  readonly ids: Ids;
}

/** Handles a delivered event: where it resolves, it is acknowledged; where it rejects, it comes again. */
export type FlowHandler = (message: QueueMessage<FlowEvent>) => Promise<void>;

/** What one service does about one event: which events it may say then. None where it only listens. */
export interface DeclaredReaction {
  readonly service: string;
  readonly on: string;
  readonly says: readonly string[];
}

/**
 * Who reacts to what, as the services declare it. The events of a flow are all that are named anywhere in
 * it. One event may **follow** another where some reaction is on the one and says the other.
 */
export interface FlowDeclaration {
  /** Events that come from outside: a customer, a timer. No reaction has to say them. */
  readonly starts: readonly string[];
  /** Events with which a flow may end. Nobody has to react to them. */
  readonly ends: readonly string[];
  readonly reactions: readonly DeclaredReaction[];
}

/** Events that flow together: two or more different events, of each of which this one may follow. */
export interface FanIn {
  readonly event: string;
  readonly follows: readonly string[];
}

/** What is worth knowing about a flow. Each list names each thing once, in any order. */
export interface FlowFindings {
  /** Nobody reacts to it, although it is said or comes from outside, and it is no end. */
  readonly unheard: readonly string[];
  /** Somebody reacts to it, or it should be an end, but nobody says it and it does not come from outside. */
  readonly unsaid: readonly string[];
  /** Wherever a flow goes from it, by however many steps, it comes to no end. An end has come to one. */
  readonly stranded: readonly string[];
  readonly fanIns: readonly FanIn[];
  /**
   * For each event that may lead to itself, a shortest way round: it begins and ends with that event, and
   * each follows the one before. So an event that follows itself is `["A", "A"]`, and two that follow each
   * other are two ways, `["A", "B", "A"]` and `["B", "A", "B"]`. Of several that are as short, any.
   */
  readonly loops: readonly (readonly string[])[];
}

/** An event in the tree of what happened. */
export interface TraceNode {
  /** The event's id. */
  readonly id: string;
  /** `undefined` marks a gap: other events name it as their cause, and it is not among those of the flow. */
  readonly type: string | undefined;
  /** The events that name it as their cause, in any order. */
  readonly caused: readonly TraceNode[];
}

/**
 * What was recorded, of many flows, in any order. A flow is all events with one `correlationId`; its first
 * event has no `causationId`. Causes never go in a circle. An event that a consumer has recorded twice is
 * there twice, with the same id.
 */
export type FlowRecords = readonly Pick<RecordedEvent, "id" | "type" | "metadata">[];

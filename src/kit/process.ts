import type { Database } from "./database.ts";
import type { DomainEvent } from "./decider.ts";
import type { Ids } from "./ports.ts";
import type { QueueMessage } from "./queue.ts";
import type { Timers } from "./timers.ts";

/**
 * What an order's process hears: the order, and what the services reply to its commands. A service may
 * reply twice, each time in a message with an id of its own. The amount is in minor units and whole.
 */
export type OrderProcessMessage =
  | DomainEvent<"OrderPlaced", { readonly orderId: string; readonly amount: number }>
  | DomainEvent<"StockReserved", { readonly orderId: string }>
  | DomainEvent<"StockRejected", { readonly orderId: string }>
  | DomainEvent<"PaymentTaken", { readonly orderId: string }>
  | DomainEvent<"PaymentDeclined", { readonly orderId: string }>
  | DomainEvent<"ShipmentBooked", { readonly orderId: string }>
  | DomainEvent<"ShipmentRefused", { readonly orderId: string }>;

/**
 * What an order's process asks of the services. The id is the command's name: a service that gets the
 * same id again knows that it is the same command, and does nothing more.
 */
export type OrderProcessCommand = { readonly id: string } & (
  | DomainEvent<"ReserveStock", { readonly orderId: string }>
  | DomainEvent<"TakePayment", { readonly orderId: string; readonly amount: number }>
  | DomainEvent<"BookShipment", { readonly orderId: string }>
  | DomainEvent<"RefundPayment", { readonly orderId: string; readonly amount: number }>
  | DomainEvent<"ReleaseStock", { readonly orderId: string }>
);

/** How far an order's process has come: which reply it waits for, or how it has ended. */
export type OrderProcessState =
  | { readonly status: "not-started" }
  | {
      readonly status: "reserving" | "paying" | "shipping" | "completed" | "cancelled";
      readonly orderId: string;
      readonly amount: number;
    };

/** A process as three pure functions: the same arguments give the same answer, and nothing is changed. */
export interface ProcessDecider<Message, Command, State> {
  readonly initialState: () => State;
  /**
   * The commands that follow from a message in this state, with the ids that they will always have.
   * None where the process goes on, or ends, without one. `undefined` where the message says nothing
   * to the process in this state: it is ignored.
   */
  readonly decide: (message: Message, state: State) => readonly Command[] | undefined;
  /** The state after a message. One that is ignored leaves it as it is. */
  readonly evolve: (state: State, message: Message) => State;
}

/** How far one order's process has come. `orderId` is the table's key. One that has not started has no row, or one that says so. */
export interface ProcessRow {
  readonly orderId: string;
  readonly state: OrderProcessState;
}

/** A message that was dealt with: handled, or ignored. `messageId` is the table's key. */
export interface ProcessInboxRow {
  readonly messageId: string;
  readonly outcome: "handled" | "ignored";
}

/** What the processes keep. A relay sends what is in the outbox, in its order; `id` is that table's key. */
export interface ProcessTables {
  readonly processes: ProcessRow;
  readonly inbox: ProcessInboxRow;
  readonly outbox: OrderProcessCommand;
}

/** What running the processes needs. */
export interface ProcessPorts {
  readonly database: Database<ProcessTables>;
  readonly ids: Ids;
}

/** Handles a delivered message: where it resolves, the message is acknowledged; where it rejects, it comes again. */
export type ProcessMessageHandler = (message: QueueMessage<OrderProcessMessage>) => Promise<void>;

/** What a payment with a deadline hears. Its order's stock is reserved already. The amount is in minor units. */
export type DeadlineMessage =
  | DomainEvent<"PaymentDue", { readonly orderId: string; readonly amount: number }>
  | DomainEvent<"PaymentTaken", { readonly orderId: string }>
  | DomainEvent<"PaymentDeclined", { readonly orderId: string }>;

/**
 * What it asks of the services. The id is the command's name, and the key of the outbox.
 * For an order that is paid: `BookShipment`. For one that is given up: `ReleaseStock`.
 */
export type DeadlineCommand = { readonly id: string } & (
  | DomainEvent<"TakePayment", { readonly orderId: string; readonly amount: number }>
  | DomainEvent<"BookShipment", { readonly orderId: string }>
  | DomainEvent<"RefundPayment", { readonly orderId: string; readonly amount: number }>
  | DomainEvent<"ReleaseStock", { readonly orderId: string }>
);

/**
 * Where a payment stands. `given-up`: it was declined, or nobody paid in time. `refunding`: it was given
 * up, and then the money came after all. `orderId` is the table's key.
 */
export interface DeadlineRow {
  readonly orderId: string;
  readonly amount: number;
  readonly status: "waiting" | "paid" | "given-up" | "refunding";
}

/** A timer that is set. Once it has fired, or was cancelled, its row is deleted. `orderId` is the table's key. */
export interface TimerRow {
  readonly orderId: string;
  /** Due from this moment on. */
  readonly dueAt: Date;
}

/** What payments with a deadline keep. A relay sends what is in the outbox. */
export interface DeadlineTables {
  readonly payments: DeadlineRow;
  readonly timers: TimerRow;
  readonly outbox: DeadlineCommand;
}

/** What payments with a deadline need. */
export interface DeadlinePorts {
  readonly database: Database<DeadlineTables>;
  readonly clock: Timers;
  /** For how many milliseconds a payment is waited for, counted from when `PaymentDue` is handled. */
  readonly payWithin: number;
}

/** Payments that are waited for, but not for ever. */
export interface PaymentDeadlines {
  /** Handles a message: where it resolves, it is acknowledged; where it rejects, it comes again. */
  handle(message: QueueMessage<DeadlineMessage>): Promise<void>;
  /**
   * Fires each timer that is due. Someone calls it every few seconds, in every copy of the service, and
   * calls it again where it rejects.
   */
  fireDueTimers(): Promise<void>;
}

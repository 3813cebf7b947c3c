import type { Database } from "./database.ts";
import type { Ids } from "./ports.ts";
import type { RemoteService } from "./remote-service.ts";

/** A step of an order's saga, by name. */
export type SagaStepName = "stock" | "payment" | "shipment";

/**
 * What the saga knows of a step. It was written down as `started` before the service was asked for the
 * first time, and as `done` or `refused` when the service had answered. So `started` means that nobody
 * knows whether it took place. `undone` is what you write down when the service has confirmed that.
 */
export interface SagaStepRow {
  readonly orderId: string;
  readonly name: SagaStepName;
  /** The steps were taken in this order: 1, 2, 3. Which step is which may differ from order to order. */
  readonly position: number;
  readonly status: "started" | "done" | "refused" | "undone";
  /** How often undoing it was tried and has failed. 0 at first, and again when a person has set it back. */
  readonly failures: number;
}

/** Where an order's saga stands. `orderId` is the table's key. */
export interface SagaRow {
  readonly orderId: string;
  /** `cancelled`: everything is undone. `parked`: nothing is tried until a person sets it back to `compensating`. */
  readonly status: "compensating" | "cancelled" | "parked";
}

/** Something that a person must look at. A pager reads this table, and never deletes a row. */
export interface SagaAlert {
  /** The key of the table: a new one each time. */
  readonly id: string;
  readonly orderId: string;
  /** The step that cannot be undone. */
  readonly step: SagaStepName;
}

/** What a saga keeps. The key of `steps` is `orderId` and `name`. */
export interface SagaTables {
  readonly sagas: SagaRow;
  readonly steps: SagaStepRow;
  readonly alerts: SagaAlert;
}

/**
 * What the services can be asked for about a step. The reference is the order's id.
 *
 * - `undo` makes the step not so: the stock is released, the money refunded, the shipment called off. It
 *   may be asked for where nothing took place: then the service notes it, and refuses the step if it
 *   arrives later. It honours idempotency keys for good, and *only* by them does it know a repeated
 *   request: two refunds under two keys, or under none, pay twice.
 * - `find` says whether the step has taken place by now. A call that timed out may still be under way.
 */
export interface UndoRequest {
  readonly ask: "undo" | "find";
  readonly step: SagaStepName;
  readonly reference: string;
}

/** What they answer: to `undo`, `undone`; to `find`, one of the others. */
export interface UndoAnswer {
  readonly outcome: "undone" | "took-place" | "nothing-found";
}

/** What undoing a saga needs. */
export interface CompensationPorts {
  readonly database: Database<SagaTables>;
  readonly services: RemoteService<UndoRequest, UndoAnswer>;
  readonly ids: Ids;
  /** After so many failed tries to undo one step, the saga is parked. */
  readonly maxFailures: number;
}

/**
 * How far a compensation has come. `cancelled`: all is undone. `again`: a try has failed; whoever called
 * waits, longer each time, and calls again. `parked`: a person has to look at it.
 */
export type CompensationEnd = "cancelled" | "again" | "parked";

/** An order as the whole shop sees it. `orderId` is the table's key. */
export interface LockableOrderRow {
  readonly orderId: string;
  /** `placed` until it has ended one way or the other. */
  readonly status: "placed" | "shipped" | "cancelled";
  /** The semantic lock: the id of the saga that works on the order now, or `null`. Nobody else may change it. */
  readonly lockedBy: string | null;
}

/**
 * What the services can be asked for. `authorise` sets the amount aside on the card, `void` gives it
 * back, `capture` takes what was set aside, `ship` hands the parcel to the carrier. The reference is the
 * order's id. Idempotency keys are honoured for good: the same key gets the same answer, a refusal too.
 * Without one, or with another, each of them is done once more. To void what was never authorised does
 * nothing.
 */
export interface FulfilmentRequest {
  readonly ask: "authorise" | "void" | "ship" | "capture";
  readonly reference: string;
}

/** What fulfilling an order needs. */
export interface FulfilmentPorts {
  readonly database: Database<{ readonly orders: LockableOrderRow }>;
  readonly services: RemoteService<FulfilmentRequest, "ok">;
}

/** Two sagas that may meet at one order. */
export interface Fulfilment {
  /**
   * Takes an order to one of its ends. Whoever calls it calls again, in this process or another, until
   * it resolves or refuses.
   *
   * @throws CommandRefused `ORDER_PENDING`: another saga has the order.
   */
  fulfil(orderId: string): Promise<"shipped" | "cancelled">;
  /**
   * The customer cancels. Resolves where the order is cancelled, also where it was before.
   *
   * @throws CommandRefused `ORDER_PENDING`: a saga works on the order: nobody knows yet what becomes of it.
   * @throws CommandRefused `ALREADY_SHIPPED`
   */
  cancel(orderId: string): Promise<void>;
}

import { NotImplemented, type CompensationEnd, type CompensationPorts } from "eventlings";

/**
 * Undoes an order's saga that cannot go on, as far as it gets.
 *
 * `SagaTables` has what the saga has written down, and `UndoRequest` what the services promise: open their
 * definitions. Somebody calls this for an order until it gives `cancelled` or `parked`: in another process
 * after a crash, and at times in two processes at once.
 *
 * - What took place, or may have, is undone, the last step first. A step is asked for only when the service
 *   has confirmed that those after it are undone. To undo what was refused, or never begun, does no harm.
 * - Where a try fails, whatever the error, it is counted in the step's `failures`, and this call ends with
 *   `again`. (A database that fails is no try: then this rejects.)
 * - After `maxFailures` failed tries at a step, the saga is `parked`, and an alert is written for it: one
 *   each time that it is parked. Nothing more is asked of any service then. A `REFUSED` may park it at once.
 * - A person can set a parked saga back: its status to `compensating`, the step's `failures` to 0. Then it
 *   is a saga like any other.
 * - In the end the steps that had to be undone are `undone`, and the saga is `cancelled`.
 */
export async function compensate(_ports: CompensationPorts, _orderId: string): Promise<CompensationEnd> {
  // TODO: which steps have to be undone, and in which order? What of the one that nobody knows of?
  // TODO: the answer to an undo gets lost. How do you try again without paying twice?
  // TODO: what must be true, together, when you stop trying?
  throw new NotImplemented("compensate");
}

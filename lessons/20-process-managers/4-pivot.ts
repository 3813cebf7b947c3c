import { NotImplemented, type Fulfilment, type FulfilmentPorts } from "eventlings";

/**
 * Takes an order through its last steps, past the point of no return, while a customer may cancel it.
 *
 * `fulfil`: `authorise`, then `ship` (the pivot), then `capture`. `FulfilmentRequest` (open its definition)
 * says what the services promise.
 *
 * - The services are asked only while the order's `lockedBy` names this saga. Nobody else takes that lock
 *   away, and this saga takes nobody else's. It outlives a crash: whoever calls `fulfil` for the order again
 *   goes on under it, also in another process, also in two at once.
 * - Authorise or ship is `REFUSED`: what was authorised is voided, and the order is cancelled.
 * - Nobody knows what happened (a `TIMEOUT`, any other error that is no refusal, a database that fails):
 *   `fulfil` rejects, and is called again. Until it is known, nothing is given up and the lock stays.
 * - Once it is shipped, there is only forward: whatever happens to `capture`, a refusal too, nothing is
 *   taken back, and `fulfil` rejects until it works.
 * - At the end, `status` and the end of the lock become visible at once. An order that has ended is not begun
 *   again: `fulfil` says how it has ended.
 *
 * `cancel` changes an order that is placed and that nobody works on, at once. See `Fulfilment` for the rest.
 */
export function createFulfilment(_ports: FulfilmentPorts): Fulfilment {
  return {
    async fulfil() {
      // TODO: how does another process, after a crash, know that the lock is its own?
      // TODO: up to where may you go back? And where must you not even if a step fails?
      throw new NotImplemented("fulfil");
    },
    async cancel() {
      // TODO: between your look at the order and your change, a saga may begin. What decides?
      throw new NotImplemented("cancel");
    },
  };
}

import { NotImplemented, type OrderQueries, type QueryPorts } from "eventlings";

/**
 * Answers questions about orders from the read model, which is behind the write model by a moment or more.
 *
 * Who has just sent a command knows the global position of its last event, and asks with `waitFor`. Then
 * the answer is never from before that position. As soon as the projection's checkpoint has reached it,
 * the answer is "found" or "not-found". Where that is not so within `timeout`, it is "not-yet".
 *
 * It looks at once, however short the timeout is, and from then on every `pollEvery` milliseconds (the
 * last wait may be shorter): so it notices what has arrived within `pollEvery`, and does not ask the
 * database more often than that.
 *
 * "not-yet" comes when `timeout` has passed on the timers' clock: not before it, and at most one
 * `pollEvery` after it. The database can be slow: a look takes time too.
 *
 * When it has answered, nothing goes on: no timer is left running, no transaction open, and no statement
 * follows.
 *
 * The write model is not asked. `QueryPorts` and `OrderAnswer` (open their definitions) say the rest.
 */
export function createOrderQueries(_ports: QueryPorts): OrderQueries {
  return {
    // TODO: an answer that counts from the position on, or the honest "not-yet" in time.
    async getOrder(_orderId, _waitFor) {
      throw new NotImplemented("getOrder");
    },
  };
}

// @belief The projection gets there in the end, so I wait until it has.
// @breaks gives-up-in-time, never-from-before, not-yet-is-not-not-found, does-not-hammer, leaves-nothing-running, a-failure-is-no-answer, leaves-the-write-model-alone
// @section a-wait-with-an-end
import type { OrderAnswer, OrderQueries, QueryPorts } from "eventlings";

/** Answers from the read model, and never from before the position that was asked for. */
export function createOrderQueries({ database, projection, timers, pollEvery }: QueryPorts): OrderQueries {
  const hasReached = async (position: number): Promise<boolean> => {
    const [checkpoint] = await database.select("checkpoints", { where: { projection } });
    return (checkpoint?.position ?? 0) >= position;
  };

  const look = async (orderId: string): Promise<OrderAnswer> => {
    const [order] = await database.select("orders", { where: { orderId } });
    return order === undefined ? { outcome: "not-found" } : { outcome: "found", order };
  };

  return {
    async getOrder(orderId, waitFor) {
      if (waitFor === undefined) return look(orderId);

      // The checkpoint first: a row that is read after it is at least as new.
      while (!(await hasReached(waitFor.position))) {
        await timers.sleep(pollEvery);
      }
      return look(orderId);
    },
  };
}

// @belief A transaction that only reads need not be ended.
// @breaks leaves-nothing-running
// @section a-wait-with-an-end
import type { OrderAnswer, OrderQueries, QueryPorts } from "eventlings";

/** Answers from the read model, and never from before the position that was asked for. */
export function createOrderQueries({ database, projection, timers, pollEvery }: QueryPorts): OrderQueries {
  const hasReached = async (position: number): Promise<boolean> => {
    const transaction = await database.begin({ isolation: "repeatable read" });
    const [checkpoint] = await transaction.select("checkpoints", { where: { projection } });
    return (checkpoint?.position ?? 0) >= position;
  };

  const look = async (orderId: string): Promise<OrderAnswer> => {
    const [order] = await database.select("orders", { where: { orderId } });
    return order === undefined ? { outcome: "not-found" } : { outcome: "found", order };
  };

  return {
    async getOrder(orderId, waitFor) {
      if (waitFor === undefined) return look(orderId);

      const deadline = timers.now().getTime() + waitFor.timeout;
      // The checkpoint first: a row that is read after it is at least as new.
      while (!(await hasReached(waitFor.position))) {
        const left = deadline - timers.now().getTime();
        if (left <= 0) return { outcome: "not-yet" };
        await timers.sleep(Math.min(pollEvery, left));
      }
      return look(orderId);
    },
  };
}

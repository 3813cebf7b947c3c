// @belief The projection of orders is called orders.
// @breaks as-soon-as-it-is-there, not-yet-is-not-not-found
// @section the-checkpoint-then-the-row
import type { OrderAnswer, OrderQueries, QueryPorts } from "eventlings";

/** Answers from the read model, and never from before the position that was asked for. */
export function createOrderQueries({ database, timers, pollEvery }: QueryPorts): OrderQueries {
  const hasReached = async (position: number): Promise<boolean> => {
    const [checkpoint] = await database.select("checkpoints", { where: { projection: "orders" } });
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

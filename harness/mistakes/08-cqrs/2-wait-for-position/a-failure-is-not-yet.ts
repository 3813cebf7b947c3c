// @belief Whoever cannot be asked has not got there yet.
// @breaks a-failure-is-no-answer
// @section three-answers
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

      const deadline = timers.now().getTime() + waitFor.timeout;
      // The checkpoint first: a row that is read after it is at least as new.
      try {
        while (!(await hasReached(waitFor.position))) {
          const left = deadline - timers.now().getTime();
          if (left <= 0) return { outcome: "not-yet" };
          await timers.sleep(Math.min(pollEvery, left));
        }
        return await look(orderId);
      } catch {
        return { outcome: "not-yet" };
      }
    },
  };
}

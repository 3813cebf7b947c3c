// @belief The row has a version, and that says how new it is.
// @breaks not-yet-is-not-not-found, as-soon-as-it-is-there
// @section the-checkpoint-then-the-row
import type { OrderAnswer, OrderQueries, QueryPorts } from "eventlings";

/** Answers from the read model, and never from before the position that was asked for. */
export function createOrderQueries({ database, timers, pollEvery }: QueryPorts): OrderQueries {
  const look = async (orderId: string): Promise<OrderAnswer> => {
    const [order] = await database.select("orders", { where: { orderId } });
    return order === undefined ? { outcome: "not-found" } : { outcome: "found", order };
  };

  return {
    async getOrder(orderId, waitFor) {
      if (waitFor === undefined) return look(orderId);

      const deadline = timers.now().getTime() + waitFor.timeout;
      for (;;) {
        const answer = await look(orderId);
        if (answer.outcome === "found" && answer.order.version >= waitFor.position) return answer;
        const left = deadline - timers.now().getTime();
        if (left <= 0) return { outcome: "not-yet" };
        await timers.sleep(Math.min(pollEvery, left));
      }
    },
  };
}

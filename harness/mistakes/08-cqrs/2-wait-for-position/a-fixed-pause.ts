// @belief A projection is behind by a few milliseconds: a short pause, and the row is there.
// @breaks never-from-before, not-yet-is-not-not-found, as-soon-as-it-is-there, gives-up-in-time, a-failure-is-no-answer
// @section a-fixed-pause
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

      await timers.sleep(2 * pollEvery);
      return look(orderId);
    },
  };
}

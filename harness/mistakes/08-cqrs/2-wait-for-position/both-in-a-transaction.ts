// @belief In one transaction, two reads see the same moment.
// @breaks never-from-before
// @section the-checkpoint-then-the-row
import type { OrderAnswer, OrderQueries, QueryPorts } from "eventlings";

/** Answers from the read model, and never from before the position that was asked for. */
export function createOrderQueries({ database, projection, timers, pollEvery }: QueryPorts): OrderQueries {
  const look = async (orderId: string): Promise<OrderAnswer> => {
    const [order] = await database.select("orders", { where: { orderId } });
    return order === undefined ? { outcome: "not-found" } : { outcome: "found", order };
  };

  return {
    async getOrder(orderId, waitFor) {
      if (waitFor === undefined) return look(orderId);

      const deadline = timers.now().getTime() + waitFor.timeout;
      for (;;) {
        const answer = await database.transaction(async (tx): Promise<OrderAnswer | undefined> => {
          const [order] = await tx.select("orders", { where: { orderId } });
          const [checkpoint] = await tx.select("checkpoints", { where: { projection } });
          if ((checkpoint?.position ?? 0) < waitFor.position) return undefined;
          return order === undefined ? { outcome: "not-found" } : { outcome: "found", order };
        });
        if (answer !== undefined) return answer;
        const left = deadline - timers.now().getTime();
        if (left <= 0) return { outcome: "not-yet" };
        await timers.sleep(Math.min(pollEvery, left));
      }
    },
  };
}

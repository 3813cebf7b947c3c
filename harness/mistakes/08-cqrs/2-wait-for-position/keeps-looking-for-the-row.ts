// @belief Nobody asks for an order that does not exist, so if there is no row, the projection is behind.
// @breaks as-soon-as-it-is-there
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
      for (;;) {
        const isThere = await hasReached(waitFor.position);
        const answer = isThere ? await look(orderId) : { outcome: "not-yet" as const };
        const left = deadline - timers.now().getTime();
        if (answer.outcome === "found" || left <= 0) return answer;
        await timers.sleep(Math.min(pollEvery, left));
      }
    },
  };
}

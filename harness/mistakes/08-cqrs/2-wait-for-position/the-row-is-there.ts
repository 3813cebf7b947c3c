// @belief If there is a row, the projection has been there.
// @breaks never-from-before, not-yet-is-not-not-found, gives-up-in-time, as-soon-as-it-is-there
// @section the-checkpoint-then-the-row
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
      for (;;) {
        const answer = await look(orderId);
        if (answer.outcome === "found") return answer;
        const left = deadline - timers.now().getTime();
        if (left <= 0) return (await hasReached(waitFor.position)) ? answer : { outcome: "not-yet" };
        await timers.sleep(Math.min(pollEvery, left));
      }
    },
  };
}

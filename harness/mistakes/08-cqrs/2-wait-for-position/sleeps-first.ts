// @belief Right after the command nothing can be there yet, so I sleep before I look.
// @breaks as-soon-as-it-is-there
// @section a-fixed-pause
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
        await timers.sleep(pollEvery);
        if (await hasReached(waitFor.position)) return look(orderId);
        if (timers.now().getTime() >= deadline) return { outcome: "not-yet" };
      }
    },
  };
}

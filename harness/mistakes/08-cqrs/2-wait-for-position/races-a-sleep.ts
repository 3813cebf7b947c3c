// @belief `Promise.race` ends the wait when the time is up.
// @breaks leaves-nothing-running, not-yet-is-not-not-found, does-not-hammer
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

      const reached = async (): Promise<OrderAnswer> => {
        while (!(await hasReached(waitFor.position))) await timers.sleep(pollEvery);
        return look(orderId);
      };
      const tooLate = async (): Promise<OrderAnswer> => {
        await timers.sleep(waitFor.timeout);
        return { outcome: "not-yet" };
      };
      return Promise.race([reached(), tooLate()]);
    },
  };
}

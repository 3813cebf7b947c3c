// @belief When the read model is behind, the event store knows.
// @breaks leaves-the-write-model-alone, not-yet-is-not-not-found, gives-up-in-time, a-failure-is-no-answer
// @section other-ways-to-read-your-own-write
import { orderStream, type OrderAnswer, type OrderQueries, type QueryPorts } from "eventlings";

/** Answers from the read model, and never from before the position that was asked for. */
export function createOrderQueries({ database, projection, timers, pollEvery, store }: QueryPorts): OrderQueries {
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
      while (!(await hasReached(waitFor.position))) {
        const left = deadline - timers.now().getTime();
        if (left <= 0) {
          const { exists } = await store.read(orderStream(orderId));
          return exists ? { outcome: "not-yet" } : { outcome: "not-found" };
        }
        await timers.sleep(Math.min(pollEvery, left));
      }
      return look(orderId);
    },
  };
}

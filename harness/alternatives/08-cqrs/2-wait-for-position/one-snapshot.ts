// @style Reads both tables in one repeatable-read transaction, so that the order of the reads does not matter.
import type { OrderAnswer, OrderQueries, QueryPorts } from "eventlings";

export function createOrderQueries({ database, projection, timers, pollEvery }: QueryPorts): OrderQueries {
  const look = (orderId: string, position: number): Promise<OrderAnswer> =>
    database.transaction(
      async (tx): Promise<OrderAnswer> => {
        const [order] = await tx.select("orders", { where: { orderId }, limit: 1 });
        const [checkpoint] = await tx.select("checkpoints", { where: { projection } });
        if ((checkpoint?.position ?? 0) < position) return { outcome: "not-yet" };
        return order === undefined ? { outcome: "not-found" } : { outcome: "found", order };
      },
      { isolation: "repeatable read" },
    );

  return {
    async getOrder(orderId, { position, timeout } = { position: 0, timeout: 0 }) {
      const began = timers.now().getTime();
      let answer = await look(orderId, position);
      while (answer.outcome === "not-yet" && timers.now().getTime() - began < timeout) {
        // The last pause may end after the timeout, by less than a pause.
        await timers.sleep(pollEvery);
        answer = await look(orderId, position);
      }
      return answer;
    },
  };
}

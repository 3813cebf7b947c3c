// @style Remembers the furthest checkpoint that it has seen, and tries again where a look fails.
import type { OrderAnswer, OrderQueries, QueryPorts } from "eventlings";

export function createOrderQueries(ports: QueryPorts): OrderQueries {
  const { database, timers } = ports;
  let seen = 0;

  const advance = async (): Promise<void> => {
    for (const { projection, position } of await database.select("checkpoints"))
      if (projection === ports.projection) seen = Math.max(seen, position);
  };

  const read = async (orderId: string): Promise<OrderAnswer> => {
    const order = (await database.select("orders", { where: { orderId } })).at(0);
    return order ? { outcome: "found", order } : { outcome: "not-found" };
  };

  const wait = async (position: number, until: number): Promise<boolean> => {
    if (seen < position) await advance().catch(() => undefined);
    if (seen >= position) return true;
    const left = until - timers.now().getTime();
    if (left <= 0) return false;
    await timers.sleep(left < ports.pollEvery ? left : ports.pollEvery);
    return wait(position, until);
  };

  return {
    getOrder: async (orderId, waitFor) => {
      const { position = 0, timeout = 0 } = waitFor ?? {};
      const isThere = await wait(position, timers.now().getTime() + timeout);
      return isThere ? read(orderId) : { outcome: "not-yet" };
    },
  };
}

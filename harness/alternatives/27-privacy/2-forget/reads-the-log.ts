// @style Finds the person's orders in the log, works on one order after the other, and looks again at the end.
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

type Ids = Pick<Gift, "orderId" | "giverId" | "receiverId">;

export function createForgetting({ store, keys, database, search, cache }: ForgetPorts): Forgetting {
  async function ordersOf(person: string): Promise<readonly Ids[]> {
    const events = await store.readAll();
    const all = events.filter(({ type }) => type === "GiftOrdered").map(({ data }) => data as Ids);
    return all.filter(({ giverId, receiverId }) => giverId === person || receiverId === person);
  }

  async function clean({ orderId, giverId, receiverId }: Ids, person: string): Promise<void> {
    const gone = new Map<keyof Gift, string>();
    if (giverId === person) gone.set("giverName", REDACTED);
    if (receiverId === person)
      for (const field of ["receiverName", "receiverAddress"] as const) gone.set(field, REDACTED);
    const nothing: Partial<Gift> = Object.fromEntries(gone);
    await cache.delete(`page/${orderId}`);
    await search.delete(`order/${orderId}`);
    await database.delete("snapshots", { streamId: orderId });
    await database.transaction(async (transaction) => {
      // The order's row is the lock for everything else about it.
      await transaction.update("orders", nothing, { orderId });
      const messages = await transaction.select("outbox");
      for (const { id, message } of messages.filter((row) => row.message.orderId === orderId))
        await transaction.update("outbox", { message: { ...message, ...nothing } }, { id });
    });
  }

  return {
    async forget(person) {
      const marked = await database.update("people", { forgotten: true }, { id: person });
      if (marked === 0) await database.insert("people", { id: person, forgotten: true }, { ifNew: true });
      await keys.delete(person);
      for (const order of await ordersOf(person)) await clean(order, person);
      const left = await database.select("orders", { where: { giverId: person, giverName: { ne: REDACTED } } });
      if (left.length > 0) throw new Error(`${person} is still in ${String(left.length)} orders.`);
    },
  };
}

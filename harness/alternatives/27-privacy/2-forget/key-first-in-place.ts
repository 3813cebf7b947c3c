// @style Deletes the key first, and redacts snapshots and search documents in place, under the lock of their order.
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

export function createForgetting(ports: ForgetPorts): Forgetting {
  const { keys, database, search, cache } = ports;

  const redact = (gift: Gift, person: string): Gift => {
    const copy: { -readonly [F in keyof Gift]: Gift[F] } = { ...gift };
    if (copy.giverId === person) copy.giverName = REDACTED;
    if (copy.receiverId === person) [copy.receiverName, copy.receiverAddress] = [REDACTED, REDACTED];
    return copy;
  };

  /** Everything about one order, while nobody else can do the same. */
  const redactOrder = (orderId: string, person: string): Promise<void> =>
    database.transaction(async (transaction) => {
      const [order] = await transaction.select("orders", { where: { orderId }, forUpdate: true });
      if (order === undefined) return;
      const readable = redact(order, person);
      await transaction.update("orders", readable, { orderId });
      const [snapshot] = await transaction.select("snapshots", { where: { streamId: orderId } });
      if (snapshot !== undefined)
        await transaction.update("snapshots", { state: redact(snapshot.state, person) }, { streamId: orderId });
      for (const { id, message } of await transaction.select("outbox"))
        if (message.orderId === orderId)
          await transaction.update("outbox", { message: redact(message, person) }, { id });
      await search.set(`order/${orderId}`, readable, { onlyIf: "present" });
      await cache.delete(`page/${orderId}`);
    });

  return {
    async forget(person) {
      await keys.delete(person);
      await database.transaction(async (transaction) => {
        await transaction.select("people", { where: { id: person }, forUpdate: true });
        await transaction.update("people", { forgotten: true }, { id: person });
      });
      const given = await database.select("orders", { where: { giverId: person } });
      const received = await database.select("orders", { where: { receiverId: person } });
      const orderIds = new Set([...given, ...received].map(({ orderId }) => orderId));
      for (const orderId of [...orderIds].toSorted()) await redactOrder(orderId, person);
    },
  };
}

// @belief The copies hold the name, so the name is what I look for.
// @breaks crash-anywhere, done-means-done, nothing-comes-back, others-stay
// @section forgetting-in-the-right-order
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

export function createForgetting({ keys, database, search, cache }: ForgetPorts): Forgetting {
  return {
    async forget(person) {
      const orders = (await database.select("orders")).filter((order) => isAbout(order, person));
      const names = orders.map((order) => (order.giverId === person ? order.giverName : order.receiverName));
      await database.update("people", { forgotten: true }, { id: person });
      await keys.delete(person);
      await database.update("orders", { giverName: REDACTED }, { giverId: person });
      await database.update("orders", { receiverName: REDACTED, receiverAddress: REDACTED }, { receiverId: person });
      for (const { streamId, state } of await database.select("snapshots"))
        if (names.includes(state.giverName) || names.includes(state.receiverName))
          await database.delete("snapshots", { streamId });
      await database.transaction(async (transaction) => {
        for (const { id, message } of await transaction.select("outbox", { forUpdate: true }))
          if (names.includes(message.giverName) || names.includes(message.receiverName))
            await transaction.update("outbox", { message: without(message, person) }, { id });
      });
      for (const order of orders) {
        await search.delete(`order/${order.orderId}`);
        await cache.delete(`page/${order.orderId}`);
      }
    },
  };
}

const isAbout = ({ giverId, receiverId }: Gift, person: string): boolean => [giverId, receiverId].includes(person);

/** The gift, without what is about this person. */
const without = (gift: Gift, person: string): Gift => ({
  ...gift,
  ...(gift.giverId === person ? { giverName: REDACTED } : {}),
  ...(gift.receiverId === person ? { receiverName: REDACTED, receiverAddress: REDACTED } : {}),
});

// @belief I first find out what there is to clean, and then do it.
// @breaks nothing-comes-back, again-and-at-once
// @section a-projection-at-work
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

export function createForgetting({ keys, database, search, cache }: ForgetPorts): Forgetting {
  return {
    async forget(person) {
      const orders = (await database.select("orders")).filter((order) => isAbout(order, person));
      await database.update("people", { forgotten: true }, { id: person });
      await keys.delete(person);
      for (const order of orders) await database.update("orders", without(order, person), { orderId: order.orderId });
      for (const { streamId, state } of await database.select("snapshots"))
        if (isAbout(state, person)) await database.delete("snapshots", { streamId });
      await database.transaction(async (transaction) => {
        for (const { id, message } of await transaction.select("outbox", { forUpdate: true }))
          if (isAbout(message, person))
            await transaction.update("outbox", { message: without(message, person) }, { id });
      });
      for (const { orderId } of orders) {
        await search.delete(`order/${orderId}`);
        await cache.delete(`page/${orderId}`);
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

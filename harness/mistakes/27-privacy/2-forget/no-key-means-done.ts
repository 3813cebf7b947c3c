// @belief If the key is gone, the person was forgotten before, and there is nothing left to do.
// @breaks crash-anywhere, done-means-done, again-and-at-once
// @section forgetting-in-the-right-order
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

export function createForgetting({ keys, database, search, cache }: ForgetPorts): Forgetting {
  return {
    async forget(person) {
      if ((await keys.find(person)) === undefined) return;
      await database.update("people", { forgotten: true }, { id: person });
      await keys.delete(person);
      await database.update("orders", { giverName: REDACTED }, { giverId: person });
      await database.update("orders", { receiverName: REDACTED, receiverAddress: REDACTED }, { receiverId: person });
      for (const { streamId, state } of await database.select("snapshots"))
        if (isAbout(state, person)) await database.delete("snapshots", { streamId });
      await database.transaction(async (transaction) => {
        for (const { id, message } of await transaction.select("outbox", { forUpdate: true }))
          if (isAbout(message, person))
            await transaction.update("outbox", { message: without(message, person) }, { id });
      });
      for (const order of await database.select("orders"))
        if (isAbout(order, person)) {
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

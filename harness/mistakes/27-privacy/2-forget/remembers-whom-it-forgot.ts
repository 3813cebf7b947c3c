// @belief Whoever is on the list of this process needs no second pass.
// @breaks done-means-done, again-and-at-once
// @section forgetting-in-the-right-order
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

export function createForgetting({ keys, database, search, cache }: ForgetPorts): Forgetting {
  const forgotten = new Set<string>();

  return {
    async forget(person) {
      if (forgotten.has(person)) return;
      forgotten.add(person);
      // The update waits for whoever is just writing about this person. Whoever comes later sees the mark.
      await database.update("people", { forgotten: true }, { id: person });
      await keys.delete(person);
      // From here on nothing can come back. All that follows finds things by id, so it can be done again.
      await database.update("orders", { giverName: REDACTED }, { giverId: person });
      await database.update("orders", { receiverName: REDACTED, receiverAddress: REDACTED }, { receiverId: person });
      for (const { streamId, state } of await database.select("snapshots"))
        if (isAbout(state, person)) await database.delete("snapshots", { streamId });
      await database.transaction(async (transaction) => {
        // Locked: somebody may be redacting the same message for another person.
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

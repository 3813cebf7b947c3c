// @belief The outbox is empty in a second: its messages are on their way.
// @breaks nothing-left, crash-anywhere, done-means-done, again-and-at-once, nothing-comes-back
// @section what-the-key-does-not-protect
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

export function createForgetting({ keys, database, search, cache }: ForgetPorts): Forgetting {
  return {
    async forget(person) {
      await database.update("people", { forgotten: true }, { id: person });
      await keys.delete(person);
      await database.update("orders", { giverName: REDACTED }, { giverId: person });
      await database.update("orders", { receiverName: REDACTED, receiverAddress: REDACTED }, { receiverId: person });
      for (const { streamId, state } of await database.select("snapshots"))
        if (isAbout(state, person)) await database.delete("snapshots", { streamId });
      for (const order of await database.select("orders"))
        if (isAbout(order, person)) {
          await search.delete(`order/${order.orderId}`);
          await cache.delete(`page/${order.orderId}`);
        }
    },
  };
}

const isAbout = ({ giverId, receiverId }: Gift, person: string): boolean => [giverId, receiverId].includes(person);

// @belief A message about somebody who is forgotten must not be sent any more.
// @breaks books-stay, crash-anywhere, done-means-done, again-and-at-once
// @section forgetting-in-the-right-order
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
      for (const { id, message } of await database.select("outbox"))
        if (isAbout(message, person)) await database.delete("outbox", { id });
      for (const order of await database.select("orders"))
        if (isAbout(order, person)) {
          await search.delete(`order/${order.orderId}`);
          await cache.delete(`page/${order.orderId}`);
        }
    },
  };
}

const isAbout = ({ giverId, receiverId }: Gift, person: string): boolean => [giverId, receiverId].includes(person);

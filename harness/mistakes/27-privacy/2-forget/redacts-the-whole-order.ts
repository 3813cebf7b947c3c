// @belief The order is about the person, so all names in it go.
// @breaks others-stay, crash-anywhere, done-means-done, nothing-comes-back, again-and-at-once
// @section whose-key
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

export function createForgetting({ keys, database, search, cache }: ForgetPorts): Forgetting {
  return {
    async forget(person) {
      await database.update("people", { forgotten: true }, { id: person });
      await keys.delete(person);
      const nobody = { giverName: REDACTED, receiverName: REDACTED, receiverAddress: REDACTED };
      await database.update("orders", nobody, { giverId: person });
      await database.update("orders", nobody, { receiverId: person });
      for (const { streamId, state } of await database.select("snapshots"))
        if (isAbout(state, person)) await database.delete("snapshots", { streamId });
      await database.transaction(async (transaction) => {
        for (const { id, message } of await transaction.select("outbox", { forUpdate: true }))
          if (isAbout(message, person))
            await transaction.update("outbox", { message: { ...message, ...nobody } }, { id });
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

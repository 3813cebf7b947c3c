// @style A list of steps, of which each can be repeated; the outbox is written only where nobody else was faster.
import { REDACTED, type ForgetPorts, type Forgetting, type Gift } from "eventlings";

type Step = (ports: ForgetPorts, person: string) => Promise<unknown>;

const roles = (gift: Gift, person: string): Partial<Gift> => ({
  ...(gift.giverId === person && { giverName: REDACTED }),
  ...(gift.receiverId === person && { receiverName: REDACTED, receiverAddress: REDACTED }),
});

const concerns = (gift: Gift, person: string): boolean => Object.keys(roles(gift, person)).length > 0;

const mark: Step = ({ database }, person) => database.update("people", { forgotten: true }, { id: person });

const shred: Step = async ({ keys }, person) => {
  if ((await keys.find(person)) !== undefined) await keys.delete(person);
};

const cleanOutbox: Step = ({ database }, person) =>
  database.transaction(
    async (transaction) => {
      for (const { id, message } of await transaction.select("outbox"))
        if (concerns(message, person))
          await transaction.update("outbox", { message: { ...message, ...roles(message, person) } }, { id });
    },
    // Somebody who changes the same message meanwhile makes this fail, and it is tried again.
    { isolation: "repeatable read" },
  );

const cleanCopies: Step = async ({ database, search, cache }, person) => {
  for (const order of await database.select("orders")) {
    if (!concerns(order, person)) continue;
    await cache.delete(`page/${order.orderId}`);
    await search.delete(`order/${order.orderId}`);
    await database.delete("snapshots", { streamId: order.orderId });
    await database.update("orders", roles(order, person), { orderId: order.orderId });
  }
};

const STEPS: readonly Step[] = [mark, shred, cleanCopies, cleanOutbox];

export const createForgetting = (ports: ForgetPorts): Forgetting => ({
  async forget(person) {
    for (const step of STEPS) await step(ports, person);
  },
});

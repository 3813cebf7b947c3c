import type { Scene } from "#spec";
import type { MessageIdentity } from "eventlings";
import { message, number, REDELIVERY, written, type Exercise } from "./windows.ts";

interface WindowTables {
  readonly windows: { readonly id: string; readonly saved: string | null };
  readonly points: { readonly id: string; readonly balance: number };
}

/** A consumer that loads its window, asks it, and saves it in the transaction of the effect. */
export const savedWithTheEffect: Scene<Exercise> = (world) => {
  const database = world
    .database<WindowTables>("database", { tables: { windows: {}, points: {} } })
    .fill("windows", [{ id: "loyalty", saved: null }])
    .fill("points", [{ id: "ada", balance: 0 }]);
  const messages = [number(2), message("a"), number(1)];
  const broker = world
    .queues("broker")
    .declare("payments")
    .fill(
      "payments",
      messages.map((body) => ({ messageId: body.messageId, body })),
    );
  world.process(
    "loyalty",
    (me) =>
      new Promise((_, reject) => {
        const port = database.for(me);
        const clock = { now: () => world.clock.now(), elapsed: () => world.clock.elapsed + 1_000 * me.life };
        const handle = (identity: MessageIdentity): Promise<void> =>
          port.transaction(async (transaction) => {
            const [row] = await transaction.select("windows", { where: { id: "loyalty" }, forUpdate: true });
            const saved = row?.saved ?? undefined;
            const window = me.exercise.createDedupWindow({
              clock,
              redelivery: REDELIVERY,
              capacity: 10,
              ...(saved === undefined ? {} : { saved: JSON.parse(saved) as unknown }),
            });
            if (window.has(identity)) return;
            window.add(identity);
            await transaction.update("windows", { saved: written(window) }, { id: "loyalty" });
            await transaction.update("points", { balance: { increment: 10 } }, { id: "ada" });
          });
        broker.for<MessageIdentity>(me).consume("payments", async (delivery) => {
          const failure = await handle(delivery.body).then(
            () => undefined,
            (error: unknown) => error,
          );
          if (failure instanceof Error && Reflect.get(failure, "code") === "NOT_IMPLEMENTED") reject(failure);
          // Given back for ever it would go round for ever: what is wrong then shows in the points.
          else await (failure === undefined || delivery.deliveryCount > 8 ? delivery.ack() : delivery.nack());
        });
      }),
  );
  return {
    atTheEnd() {
      const balance = database.rows("points")[0]?.balance;
      if (balance === 30) return undefined;
      return {
        happened: `Three messages came, ten points each. The consumer loads the window, asks it, and saves it with the points in one transaction. In the end there are ${String(balance)} points.`,
        expected: 30,
        received: balance,
      };
    },
  };
};

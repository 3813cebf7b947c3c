import type { Broken, Me, World } from "#spec";
import type { ConsumerTables, Effect, MessageHandler, QueueMessage } from "eventlings";
import type * as exercise from "#exercise/15-inbox/1-with-inbox";

export type Exercise = typeof exercise;

export const paid = (messageId: string): QueueMessage => ({ messageId, body: { customer: "ada", points: 10 } });

/** What loyalty does about a payment: ten points for Ada. */
export const addPoints: Effect = async (_message, transaction) => {
  await transaction.update("points", { balance: { increment: 10 } }, { id: "ada" });
};

/** What shipping does about a payment: one more item in Ada's parcel. */
export const addToParcel: Effect = async (_message, transaction) => {
  await transaction.update("parcels", { items: { increment: 1 } }, { id: "ada" });
};

export type Shop = ReturnType<typeof openShop>;

/** The database that the shop's consumers share: Ada has no points and an empty parcel. */
export function openShop(world: World<Exercise>) {
  return world
    .database<ConsumerTables>("database", {
      tables: { inbox: { key: ["consumer", "messageId"] }, points: {}, parcels: {} },
    })
    .fill("points", [{ id: "ada", balance: 0 }])
    .fill("parcels", [{ id: "ada", items: 0 }]);
}

export const balance = (shop: Shop): number => shop.rows("points").find(({ id }) => id === "ada")?.balance ?? 0;
export const items = (shop: Shop): number => shop.rows("parcels").find(({ id }) => id === "ada")?.items ?? 0;

/** The consumer that this life of a process is. */
export const loyalty = (me: Me<Exercise>, shop: Shop, effect = addPoints): MessageHandler =>
  me.exercise.withInbox({ database: shop.for(me) }, "loyalty", effect);

/** Ten points for each message, no more and no less; `undefined` where that is so. */
export function pointsFor(shop: Shop, messages: number, story: string): Broken | undefined {
  const received = balance(shop);
  const expected = messages * 10;
  if (received === expected) return undefined;
  const what =
    received > expected
      ? "An effect was there more than once."
      : "An effect is missing, and nothing will bring it back.";
  return {
    happened: `${story} Ada should have ${String(expected)} points, and has ${String(received)}. ${what}`,
    expected,
    received,
  };
}

/** Notes what is wrong while a process tells its story; the first thing counts. */
export class Findings {
  #first: Broken | undefined;

  note(happened: string, values: Omit<Broken, "happened"> = {}): void {
    this.#first ??= { happened, ...values };
  }

  get first(): Broken | undefined {
    return this.#first;
  }
}

/** Handles a message and says whether the handler resolved. What a stub throws goes on to the judge. */
export async function delivered(handler: MessageHandler, message: QueueMessage): Promise<{ readonly error?: unknown }> {
  try {
    await handler(message);
    return {};
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
    return { error };
  }
}

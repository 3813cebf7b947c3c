import * as exercise from "#exercise/27-privacy/2-forget";
import { isNotImplemented, rulesFor, type AttackOptions, type Broken, type Scene } from "#spec";
import type { Gift } from "eventlings";
import {
  ADA,
  ADA_TO_GRACE,
  ADA_TO_HERSELF,
  GRACE,
  GRACE_TO_ADA,
  GRACE_TO_LINUS,
  LINUS_TO_OTHER_ADA,
  openShop,
  OTHER_ADA_TO_LINUS,
  project,
  type Shop,
} from "./gifts.ts";

const rule = rulesFor("privacy/forget", exercise);

type Exercise = typeof exercise;

/** One process, and nothing goes wrong: one schedule, unless calls are made side by side. Then a few must do. */
const ONE_PROCESS: AttackOptions = { budget: 3_000, draws: 20 };

/** Ada is forgotten in a shop where everything of hers, and of others, is in every place. */
const forgetAda =
  (
    wrong: (shop: Shop) => Broken | undefined,
    gifts: readonly Gift[] = [ADA_TO_GRACE, GRACE_TO_ADA, GRACE_TO_LINUS, ADA_TO_HERSELF],
  ): Scene<Exercise> =>
  (world) => {
    const shop = openShop(world, gifts);
    world.process("shop", (me) => shop.forgetting(me).forget(ADA));
    return { atTheEnd: () => wrong(shop) };
  };

const STORY = "forget resolved, and nothing went wrong.";

rule("nothing-left", ({ attack }) =>
  attack(
    forgetAda((shop) => shop.left(ADA, STORY)),
    ONE_PROCESS,
  ),
);

rule("others-stay", async ({ attack }) => {
  await attack(
    forgetAda((shop) => shop.othersGone([ADA], STORY)),
    ONE_PROCESS,
  );
  await attack(
    forgetAda(
      (shop) => shop.othersGone([ADA], `${STORY} There is another customer who is called Ada Lovelace, too (c-44).`),
      [ADA_TO_GRACE, GRACE_TO_ADA, OTHER_ADA_TO_LINUS, LINUS_TO_OTHER_ADA],
    ),
    ONE_PROCESS,
  );
});

rule("books-stay", ({ attack }) =>
  attack(
    forgetAda((shop) => shop.booksChanged(STORY)),
    ONE_PROCESS,
  ),
);

rule("log-stays", ({ attack }) =>
  attack(
    forgetAda((shop) => shop.logChanged(STORY)),
    ONE_PROCESS,
  ),
);

/** Everything that must hold when Ada is forgotten. */
const wrongAfter = (shop: Shop, story: string): Broken | undefined =>
  shop.left(ADA, story) ?? shop.othersGone([ADA], story) ?? shop.booksChanged(story) ?? shop.logChanged(story);

rule("crash-anywhere", ({ attack }) =>
  attack(
    (world) => {
      const shop = openShop(world, [ADA_TO_GRACE, GRACE_TO_ADA]);
      world.process("shop", (me) => shop.forgetting(me).forget(ADA));
      return { atTheEnd: () => wrongAfter(shop, "The process died, and forget was called again and resolved.") };
    },
    { faults: { crashes: 1 }, budget: 8_000, draws: 60 },
  ),
);

/** Calls until it resolves, as whoever keeps the requests does. Gives what it failed with the last time. */
async function untilItResolves(forget: () => Promise<void>, tries: number): Promise<{ error?: unknown }> {
  let last: { error?: unknown } = {};
  for (let left = tries; left > 0; left -= 1)
    try {
      await forget();
      return {};
    } catch (error) {
      if (isNotImplemented(error)) throw error;
      last = { error };
    }
  return last;
}

rule("done-means-done", ({ attack }) =>
  attack(
    (world) => {
      const shop = openShop(world, [ADA_TO_GRACE]);
      let found: Broken | undefined;
      world.process("shop", async (me) => {
        const forgetting = shop.forgetting(me);
        const end = await untilItResolves(() => forgetting.forget(ADA), 3);
        if ("error" in end)
          found = {
            happened: "A call failed. Then forget was called again, nothing went wrong any more, and it rejected.",
            received: end.error,
          };
        else found = wrongAfter(shop, "A call failed or its answer was lost, and forget resolved in the end.");
      });
      return { atTheEnd: () => found };
    },
    { faults: { timeouts: 1 }, budget: 8_000, draws: 60 },
  ),
);

rule("nothing-comes-back", async ({ attack }) => {
  for (const order of [
    { ...ADA_TO_GRACE, orderId: "order-8" },
    { ...GRACE_TO_ADA, orderId: "order-9" },
  ])
    await attack(
      (world) => {
        const shop = openShop(world, [], [order]);
        world.process("projection", (me) => project(me, shop, order));
        world.process("shop", async (me) => void (await untilItResolves(() => shop.forgetting(me).forget(ADA), 3)));
        return {
          atTheEnd: () =>
            wrongAfter(shop, "A projection was at work while Ada was being forgotten, and both have finished."),
        };
      },
      { budget: 12_000, draws: 100 },
    );
});

rule("again-and-at-once", async ({ attack }) => {
  await attack((world) => {
    const shop = openShop(world, [ADA_TO_GRACE, GRACE_TO_ADA]);
    world.process("shop", async (me) => {
      const forgetting = shop.forgetting(me);
      for (const _ of [1, 2]) await forgetting.forget(ADA);
    });
    return { atTheEnd: () => wrongAfter(shop, "forget was called twice for the same person.") };
  }, ONE_PROCESS);
  await attack((world) => {
    const shop = openShop(world, [ADA_TO_GRACE, GRACE_TO_ADA]);
    world.process("shop", async (me) => {
      const forgetting = shop.forgetting(me);
      await forgetting.forget(ADA);
      await shop.restore(me);
      await forgetting.forget(ADA);
    });
    const story = "Ada was forgotten, a backup from before that was restored, and forget was called for her again.";
    return { atTheEnd: () => wrongAfter(shop, story) };
  }, ONE_PROCESS);
  await attack(
    (world) => {
      const shop = openShop(world, [ADA_TO_GRACE]);
      for (const person of [ADA, GRACE])
        world.process(`for ${person}`, async (me) => {
          await untilItResolves(() => shop.forgetting(me).forget(person), 4);
        });
      const story = "Giver and receiver of one order were forgotten at the same time, by two processes.";
      return {
        atTheEnd: () =>
          shop.left(ADA, story) ??
          shop.left(GRACE, story) ??
          shop.othersGone([ADA, GRACE], story) ??
          shop.booksChanged(story),
      };
    },
    { budget: 5_000, draws: 50 },
  );
});

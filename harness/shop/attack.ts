import type { ProjectionRunner } from "eventlings";
import type { AttackOptions, Me, Promised, World } from "#spec";
import type { ShopCommand } from "../../src/judge/shop-entry.ts";
import { follow } from "./follow.ts";
import type { ShopModules } from "./modules.ts";
import { perform } from "./perform.ts";
import { differs, forgotten, impossible } from "./promise.ts";
import { setStage, type Stored } from "./stage.ts";

/** Virtual milliseconds after which the projections look for more. It passes only when nobody else can go on. */
const NEXT_LOOK = 1_000;
const AT = "2026-01-15T09:00:00.000Z";

/** What the shop is attacked with. */
export const ATTACKS: readonly { readonly name: string; readonly options: AttackOptions }[] = [
  { name: "in every order", options: { steps: 400, budget: 20_000, draws: 600 } },
  { name: "with one crash", options: { faults: { crashes: 1 }, steps: 400, budget: 20_000, draws: 600 } },
  { name: "with one answer lost", options: { faults: { timeouts: 1 }, steps: 400, budget: 20_000, draws: 600 } },
];

/** Projections outlive a lost connection: whoever runs them tries again. */
async function followAnyway(runner: ProjectionRunner): Promise<void> {
  for (;;) {
    try {
      await follow(runner);
      return;
    } catch (error) {
      if (!isLost(error)) throw error;
    }
  }
}

const isLost = (error: unknown): boolean =>
  error instanceof Error && ["08006", "ECONNRESET"].includes(String(Reflect.get(error, "code")));

/** Customers who all want something at the same moment, while the projections follow. */
export function rush(commands: readonly ShopCommand[], before: Stored | undefined) {
  return (world: World<ShopModules>): Promised => {
    const stage = setStage(world as World<unknown>, before);
    const customers = commands.map((command, index) => ({
      command,
      process: world.process(
        `customer ${String(index + 1)}`,
        (me) => {
          const ids = world.ids.for(me);
          const shop = stage.open(me as Me<unknown>, me.exercise, ids);
          return perform(shop, command, { at: AT, commandId: `attack-${String(index + 1)}`, ids });
        },
        // A customer whose request dies does not come back; one who is refused has an answer.
        { restarts: false, mayFail: true },
      ),
    }));
    world.process("projections", async (me) => {
      const { runner } = stage.open(me as Me<unknown>, me.exercise, world.ids.for(me));
      const clock = world.clock.for(me);
      await followAnyway(runner);
      await clock.sleep(NEXT_LOOK);
      await followAnyway(runner);
    });
    return {
      atTheEnd() {
        const stored = stage.stored();
        const accepted = customers
          .filter(({ process }) => process.result.status === "done")
          .map(({ command }) => command);
        return impossible(stored.events) ?? forgotten(accepted, stored.events) ?? differs(stored);
      },
    };
  };
}

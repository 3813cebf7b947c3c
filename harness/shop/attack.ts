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
  { name: "in every order", options: { steps: 400, budget: 300_000, draws: 1_000 } },
  { name: "with one crash", options: { faults: { crashes: 1 }, steps: 400, budget: 400_000, draws: 1_500 } },
  { name: "with one answer lost", options: { faults: { timeouts: 1 }, steps: 400, budget: 400_000, draws: 1_500 } },
];

/** Customers who all want something at the same moment, while the projections follow. */
export function rush(commands: readonly ShopCommand[], before: Stored | undefined) {
  return (world: World<ShopModules>): Promised => {
    const stage = setStage(world as World<unknown>, before);
    const customers = commands.map((command, index) => ({
      command,
      process: world.process(
        `customer ${String(index + 1)}`,
        (me) =>
          perform(stage.open(me as Me<unknown>, me.exercise), command, {
            at: AT,
            commandId: `attack-${String(index + 1)}`,
            ids: world.ids.for(me),
          }),
        // A customer whose request dies does not come back; one who is refused has an answer.
        { restarts: false, mayFail: true },
      ),
    }));
    world.process("projections", async (me) => {
      const { runner } = stage.open(me as Me<unknown>, me.exercise);
      const clock = world.clock.for(me);
      await follow(runner);
      await clock.sleep(NEXT_LOOK);
      await follow(runner);
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

import { rulesFor, type Me } from "#spec";
import { isShopCommand, type ShopEntry } from "../../src/judge/shop-entry.ts";
import { ATTACKS, rush } from "./attack.ts";
import type { ShopModules } from "./modules.ts";
import { Session } from "./session.ts";
import { setStage, type Stored } from "./stage.ts";

/** The subject: the parts as one module, and what was typed at the counter. */
interface Subject extends ShopModules {
  readonly session: readonly ShopEntry[];
  /** How many of the last commands come at the same moment in an attack. */
  readonly rush: number;
}

const rule = rulesFor("shop", {} as Subject);

/** A year of virtual time: a session takes a minute for every line. */
const YEAR = 365 * 24 * 60 * 60_000;
const ALONE = { steps: 100_000, until: YEAR, budget: 1_000_000, draws: 1 };

rule("session", async ({ exercise, fresh, attack, tell }) => {
  let answers: (readonly string[])[] = [];
  await attack((world) => {
    const stage = setStage(world);
    const said: (readonly string[])[] = [];
    answers = said;
    world.process("shop", async (me) => {
      const session = await Session.open(world, me as Me<unknown>, stage, fresh);
      for (const entry of exercise.session) said.push(await session.answer(entry));
    });
    return {};
  }, ALONE);
  tell(answers.at(-1) ?? []);
});

rule("attack", async ({ exercise, fresh, attack, tell }) => {
  const commands = exercise.session.filter(isShopCommand);
  const last = commands.slice(-exercise.rush);
  const earlier = commands.slice(0, -exercise.rush);
  let before: Stored | undefined;
  if (earlier.length > 0)
    await attack((world) => {
      const stage = setStage(world);
      world.process("shop", async (me) => {
        const session = await Session.open(world, me as Me<unknown>, stage, fresh);
        for (const entry of earlier) await session.answer(entry);
      });
      return {
        atTheEnd() {
          before = stage.stored();
          return undefined;
        },
      };
    }, ALONE);
  for (const { name, options } of ATTACKS) {
    tell([`attacking ${name} …`]);
    await attack(rush(last, before), options);
  }
});

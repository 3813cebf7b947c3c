import { isNotImplemented, type Broken, type Scene } from "#spec";
import type { BreakerOptions } from "eventlings";
import { BreakerModel } from "./breaker-model.ts";
import { Down, OPTIONS, type Exercise } from "./breakers.ts";

const IN_THE_WORLD: BreakerOptions = {
  ...OPTIONS,
  minimumCalls: 2,
  failureRate: 0.6,
  openFor: 1_000,
  callTimeout: 60_000,
};

/**
 * Three calls at once, of which two fail soon and the third is answered when the circuit has been open
 * for long enough. In that moment three more calls begin. Answers come in every order.
 */
export const threeCallsAndThreeMore: Scene<Exercise> = (world) => {
  const taxes = world.shared("taxes");
  const model = new BreakerModel(IN_THE_WORLD);
  let broken: Broken | undefined;

  world.process("shop", async (me) => {
    const timers = world.clock.for(me);
    const breaker = me.exercise.createCircuitBreaker({
      clock: { now: () => world.clock.now(), elapsed: () => 70_000 + world.clock.elapsed },
      timers,
      options: IN_THE_WORLD,
    });

    const call = async (name: string, works: boolean, after?: number): Promise<void> => {
      if (after !== undefined) await timers.sleep(after);
      const { what, because } = model.expects(world.clock.elapsed);
      let isThrough = false;
      const execute = async (perform: () => Promise<void>): Promise<void> => breaker.execute(perform);
      const made = execute(async () => {
        isThrough = true;
        model.became(name, true);
        if (name === "slow") await timers.sleep(1_001);
        await taxes.call(me, {
          what: () => `answer ${name}`,
          changes: true,
          perform: () => {
            model.ended(name, !works, world.clock.elapsed);
            if (!works) throw new Down("the service is down");
          },
        });
      });
      const outcome = await made.catch((error: unknown) => error);
      if (isNotImplemented(outcome)) throw outcome;
      if (!isThrough) model.became(name, false);
      if ((what === "through") === isThrough) return;
      broken ??= {
        happened: `The call "${name}" was ${isThrough ? "made" : "not made"}, though ${because}. What a call says that began before the circuit opened does not count any more.`,
      };
    };

    await Promise.all([
      call("first", false),
      call("second", false),
      call("slow", true),
      ...["probe", "another", "a third"].map((name) => call(name, name !== "a third", 1_001)),
    ]);
    await call("last", true);
  });

  return { atTheEnd: () => broken };
};

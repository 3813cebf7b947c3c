import { isNotImplemented, type Scene } from "#spec";
import { Down, RETRIES, type Exercise } from "./retries.ts";

/**
 * Three calls that always fail, and a budget for two retries. Their failures come in every order.
 */
export const threeCallsAndTwoRetries: Scene<Exercise> = (world) => {
  const service = world.shared("service");
  let retries = 0;

  world.process("client", async (me) => {
    const timers = world.clock.for(me);
    const budget = me.exercise.createRetryBudget({
      clock: { now: () => world.clock.now(), elapsed: () => 70_000 + world.clock.elapsed },
      timers,
      options: { ...RETRIES, reserve: 2, ratio: 0, attempts: 3, pause: () => 100 },
    });
    const call = async (name: string): Promise<void> => {
      let attempts = 0;
      const made = budget.execute(async () => {
        attempts += 1;
        if (attempts > 1) retries += 1;
        await service.call(me, {
          what: () => `attempt ${String(attempts)} of call ${name}`,
          changes: true,
          perform: () => {
            throw new Down("the service is down");
          },
        });
      }, 1_000);
      const error = await made.catch((reason: unknown) => reason);
      if (isNotImplemented(error)) throw error;
    };
    await Promise.all([call("a"), call("b"), call("c")]);
    // Whatever they have left behind may still go on.
    await timers.sleep(10_000);
  });

  return {
    atTheEnd() {
      if (retries <= 2) return undefined;
      return {
        happened:
          "Three calls failed, and the budget was for two retries. There were more: they all saw the budget before one of them had taken from it.",
        expected: "2 at most",
        received: retries,
      };
    },
  };
};

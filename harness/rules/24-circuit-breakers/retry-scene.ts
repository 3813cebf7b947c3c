import { isNotImplemented, type Broken, type Scene } from "#spec";
import { Down, RETRIES, type Exercise } from "./retries.ts";

/**
 * Two calls that fail twice each, and a budget for one retry. Their failures come in every order, and
 * once the process may be slow.
 */
export const twoCallsAndOneRetry: Scene<Exercise> = (world) => {
  const service = world.shared("service");
  let retries = 0;
  let broken: Broken | undefined;

  world.process("client", async (me) => {
    const timers = world.clock.for(me);
    const budget = me.exercise.createRetryBudget({
      clock: { now: () => world.clock.now(), elapsed: () => 70_000 + world.clock.elapsed },
      timers,
      options: { ...RETRIES, reserve: 1, ratio: 0, attempts: 2, pause: () => 100 },
    });
    const call = async (name: string): Promise<void> => {
      let attempts = 0;
      const begun = world.clock.elapsed;
      const made = budget.execute(async () => {
        attempts += 1;
        if (attempts > 1) retries += 1;
        const late = world.clock.elapsed - begun;
        if (late >= 150)
          broken ??= {
            happened: `The customer of call ${name} waited for 150 ms. ${String(late)} ms after it began, an attempt was made. A pause can last longer than it was asked to: look at the time once more after it.`,
          };
        await service.call(me, {
          what: () => `attempt ${String(attempts)} of call ${name}`,
          changes: true,
          perform: () => {
            throw new Down("the service is down");
          },
        });
      }, 150);
      const error = await made.catch((reason: unknown) => reason);
      if (isNotImplemented(error)) throw error;
    };
    await Promise.all([call("a"), call("b")]);
    // Whatever they have left behind may still go on.
    await timers.sleep(10_000);
  });

  return {
    atTheEnd() {
      if (broken !== undefined || retries <= 1) return broken;
      return {
        happened:
          "Two calls failed, and the budget was for one retry. Both were retried: both saw the budget before one of them had taken from it.",
        expected: 1,
        received: retries,
      };
    },
  };
};

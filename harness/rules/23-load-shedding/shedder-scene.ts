import { isNotImplemented, type Broken, type Scene } from "#spec";
import { Shed, type Arrival } from "eventlings";
import { arrivalOf, Model, type AllMarks, type Exercise } from "./shedders.ts";

const MARKS: AllMarks = {
  critical: { high: 3, low: 2 },
  normal: { high: 2, low: 1 },
  optional: { high: 2, low: 1 },
};

/** Four arrivals of which one fails. They arrive and end in every order. */
export const fourArrivals: Scene<Exercise> = (world) => {
  const door = world.shared("door");
  const shop = world.shared("shop");
  const model = new Model(MARKS);
  let broken: Broken | undefined;
  const breaks = (happened: string): void => {
    broken ??= { happened };
  };

  world.process("edge", async (me) => {
    const shedder = me.exercise.createLoadShedder({
      marks: MARKS,
      monitoring: {
        pending: () =>
          shop.call(me, { what: () => "how much is pending?", changes: false, perform: () => model.pending }),
      },
      deadLetters: {
        publish: ({ name }) =>
          shop.call(me, {
            what: () => `publish ${name}`,
            changes: true,
            perform: () => breaks(`${name} went to the dead letters, and nothing of it has failed.`),
          }),
      },
      random: world.random.for(me),
    });

    const visit = async (kind: Arrival["kind"], importance: Arrival["importance"], works: boolean): Promise<void> => {
      const arrival = arrivalOf(kind, importance);
      let isExpected = false;
      let because = "";
      await door.call(me, {
        what: () => `${arrival.name} arrives`,
        changes: true,
        perform: () => {
          isExpected = model.letsIn(arrival);
          because = model.because(arrival);
          if (isExpected) model.counts(1);
        },
      });
      let isIn = false;
      const work = async (): Promise<void> => {
        isIn = true;
        await shop.call(me, {
          what: () => `${arrival.name} ${works ? "ends" : "fails"}`,
          changes: true,
          perform: () => {
            model.counts(-1);
            if (!works) throw new Error("the database is busy");
          },
        });
      };
      const run = async (): Promise<void> => shedder.run(arrival, work);
      const outcome: unknown = await run().catch((error: unknown) => error);
      if (isNotImplemented(outcome)) throw outcome;
      if (isIn !== isExpected)
        breaks(`${arrival.name} (${importance} ${kind}) was ${isIn ? "let in" : "not let in"}, although ${because}.`);
      else if (!isIn && !(outcome instanceof Shed))
        breaks(`${arrival.name} was not let in, and its caller got no Shed.`);
    };

    await Promise.all([
      visit("request", "normal", false),
      visit("event", "optional", true),
      visit("request", "optional", true),
      visit("request", "critical", true),
    ]);
    await visit("request", "optional", true);
  });

  return { atTheEnd: () => broken };
};

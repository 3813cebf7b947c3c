import * as exercise from "#exercise/11-rebuild/2-blue-green";
import { isNotImplemented, rulesFor, same, type Broken, type World } from "#spec";
import type { BlueGreen, EventStoreClient, Slot } from "eventlings";
import { anyFacts, fact, toEvent } from "./orders.ts";
import { FEW, MANY, persist } from "./persist.ts";
import { openReadModel, watchStore, type Opening } from "./read-model.ts";
import {
  at,
  BATCH,
  level,
  notOneLive,
  open,
  partial,
  portsFor,
  sayEvents,
  switchedMeanwhile,
  three,
  viewsOfTwoTables,
  viewsOfWhichOneFails,
  type Model,
} from "./two-slots.ts";

type Exercise = typeof exercise;

const rule = rulesFor("rebuild/blue-green", exercise);

rule("readers-see-it-whole", async ({ attack }) => {
  // Ada is looked up while the new slot is filled, switched to, and the old one retired.
  const watched =
    (opening: Opening, operate: (model: BlueGreen) => Promise<void>, asks: number) => (world: World<Exercise>) => {
      const model = openReadModel(world, opening);
      const wrong: Broken[] = [];
      world.process("reader", async (me) => {
        const readModel = open(me, model);
        for (let ask = 1; ask <= asks; ask += 1) {
          const broken = partial(await persist(() => readModel.find("ada")), three, 3);
          if (broken !== undefined) wrong.push(broken);
        }
      });
      world.process("operator", (me) => operate(open(me, model)));
      return { always: () => wrong[0], atTheEnd: () => wrong[0] };
    };
  const filled = { blue: three, green: three };
  await attack(
    watched(
      { log: three, slots: [at("blue", 5), at("green", 5)], filled },
      async (model) => {
        await persist(() => model.switchTo("green"));
        await persist(() => model.retire("blue"));
      },
      2,
    ),
    MANY,
  );
  await attack(
    watched(
      { log: three, slots: [at("blue", 5), at("green", 1)], filled: { blue: three, green: three.slice(0, 1) } },
      async (model) => {
        await persist(() => model.switchTo("green"));
        await persist(() => model.follow());
        await persist(() => model.switchTo("green"));
        await persist(() => model.retire("blue"));
      },
      1,
    ),
    MANY,
  );
  // What is shown is what the live slot has, and whoever is not there is not made up.
  for (const [live, other] of [
    ["blue", "green"],
    ["green", "blue"],
  ] as const)
    await attack((world) => {
      const filled = { [live]: three.slice(0, 2), [other]: [...three, "eve: order-9 placed"] };
      const model = openReadModel(world, { log: three, live, slots: [at("blue", 3), at("green", 5)], filled });
      const wrong: Broken[] = [];
      world.process("reader", async (me) => {
        const readModel = open(me, model);
        const hold = async (customerId: string, slot: Slot, story: string): Promise<void> => {
          const received = await readModel.find(customerId);
          const expected = model.customers(slot).find((row) => row.customerId === customerId);
          if (same(received, expected)) return;
          const name = customerId === "ada" ? "Ada" : "Eve";
          wrong.push({
            happened: `${story} ${name} was not shown as ${expected === undefined ? "there: that slot has no such customer" : "she is there"}.`,
            expected: expected ?? "undefined",
            received: received ?? "undefined",
          });
        };
        await hold("eve", live, `Readers read the ${live} slot.`);
        await hold("ada", live, `Readers read the ${live} slot.`);
        await model.database.for(me).update("live", { slot: other }, {});
        await hold("ada", other, `Readers were switched from the ${live} slot to the ${other} one, by somebody else.`);
      });
      return { atTheEnd: () => wrong[0] };
    }, FEW);
  // A second look is no more whole than the first one: each time, readers have just been switched again.
  await attack((world) => {
    const model = openReadModel(world, { log: three, slots: [at("blue", 5)], filled: { blue: three } });
    const wrong: Broken[] = [];
    world.process("reader", async (me) => {
      const ports = portsFor(me, model);
      const readModel = me.exercise.createBlueGreen({ ...ports, database: switchedMeanwhile(model, ports.database) });
      const broken = partial(await persist(() => readModel.find("ada")), three, 3);
      if (broken !== undefined) wrong.push(broken);
    });
    return { atTheEnd: () => wrong[0] };
  }, FEW);
});

rule("only-when-near", async ({ attack }) => {
  const lags = [0, 1, 3].flatMap((maxLag) =>
    (
      [
        [maxLag, 0],
        [maxLag, 5],
        [maxLag + 1, 0],
        [maxLag + 1, maxLag + 1],
        [maxLag + 6, 6],
      ] as const
    ).map(([lacking, blueLacks]) => ({ maxLag, lacking, blueLacks, events: 12, batchSize: BATCH })),
  );
  // Both slots lack events; what counts is what the log has, and how many they are. Last, more than anybody's own
  // idea of "many".
  for (const { maxLag, lacking, blueLacks, events, batchSize } of [
    ...lags,
    { maxLag: 100, lacking: 101, blueLacks: 0, events: 101, batchSize: 50 },
  ])
    await attack((world) => {
      const log = anyFacts(3, events);
      const has = (lacks: number): number => log.length - lacks;
      // A number is left out before each append, so positions grow by two.
      const model = openReadModel(world, {
        log,
        slots: [at("green", Math.max(0, 2 * has(lacking) - 1)), at("blue", 2 * has(blueLacks) - 1)],
        filled: { blue: log.slice(0, has(blueLacks)), green: log.slice(0, has(lacking)) },
      });
      const said: boolean[] = [];
      let read = 0;
      world.process("operator", async (me) => {
        const ports = portsFor(me, model, { maxLag, batchSize });
        const store = watchStore(ports.store, (events) => {
          read += events.length;
        });
        said.push(await me.exercise.createBlueGreen({ ...ports, store }).switchTo("green"));
      });
      return {
        atTheEnd() {
          const isNear = lacking <= maxLag;
          const story = `At most ${sayEvents(maxLag)} of the log may be missing. The green slot lacks ${sayEvents(lacking)}, and the blue one ${sayEvents(blueLacks)}.`;
          if (model.live() !== (isNear ? "green" : "blue"))
            return {
              happened: `${story} ${isNear ? "Readers were not switched to the green slot, which is near enough." : "Readers were switched to the green slot."}`,
              expected: isNear ? "green" : "blue",
              received: model.live(),
            };
          if (!same(said, [isNear]))
            return {
              happened: `${story} switchTo did not say whether the slot is fit for readers.`,
              expected: isNear,
              received: said[0],
            };
          // One more than may be missing is enough to know. Who reads in batches reads a few more.
          if (read <= maxLag + 1 + batchSize) return undefined;
          return {
            happened: `${story} To find that out, ${sayEvents(read)} were read. In the third year, that is the whole log at every attempt.`,
            expected: `${String(maxLag + 1)}, or a batch more`,
            received: read,
          };
        },
      };
    }, FEW);
  await attack((world) => {
    const model = openReadModel(world, { log: three, slots: [at("blue", 5)], filled: { blue: three } });
    const said: boolean[] = [];
    world.process("operator", async (me) => void said.push(await open(me, model, { maxLag: 9 }).switchTo("green")));
    return {
      atTheEnd: () =>
        model.live() === "blue" && same(said, [false])
          ? undefined
          : {
              happened: `The green slot is not in use: it has no row in “slots”. switchTo answered ${String(said[0])}, and readers read the ${String(model.live())} slot.`,
              expected: false,
              received: said[0],
            },
    };
  }, FEW);
  // Nothing that was not read is nothing that is missing.
  for (const lacking of [0, 2])
    await attack((world) => {
      const has = three.length - lacking;
      const model = openReadModel(world, {
        log: three,
        slots: [at("blue", 5), at("green", 2 * has - 1)],
        filled: { blue: three, green: three.slice(0, has) },
      });
      const said: boolean[] = [];
      world.process("operator", async (me) => {
        const ports = portsFor(me, model, { maxLag: 1 });
        let failures = 1;
        const store: EventStoreClient = {
          ...watchStore(ports.store, () => undefined),
          readAll(options) {
            failures -= 1;
            return failures < 0
              ? ports.store.readAll(options)
              : Promise.reject(new Error("The store does not answer."));
          },
        };
        try {
          said.push(await me.exercise.createBlueGreen({ ...ports, store }).switchTo("green"));
        } catch (error) {
          if (isNotImplemented(error)) throw error;
        }
      });
      return {
        atTheEnd() {
          const isNear = lacking === 0;
          const [answer] = said;
          if (answer === undefined || answer === isNear) return undefined;
          return {
            happened: `The event store failed when switchTo asked it what the green slot lacks, which is ${sayEvents(lacking)}; 1 may be missing. switchTo answered ${String(answer)} all the same, and readers read the ${String(model.live())} slot. It should reject: whoever does not know says neither.`,
            received: answer,
          };
        },
      };
    }, FEW);
});

rule("one-live-slot", async ({ attack }) => {
  await attack(
    (world) => {
      const model = openReadModel(world, level());
      world.process("operator", async (me) => {
        await persist(() => open(me, model).switchTo("green"));
        await persist(() => open(me, model).retire("blue"));
      });
      return {
        always: () => notOneLive(model),
        atTheEnd: () =>
          model.live() === "green" && model.slot("blue") === undefined
            ? undefined
            : {
                happened: `The operator's process started again after its crash, switched to green once more and retired blue. Readers read ${String(model.live())} in the end.`,
                expected: "green",
                received: model.live(),
              },
      };
    },
    { ...MANY, faults: { crashes: 1 } },
  );
  // Two operators want different things.
  await attack((world) => {
    const model = openReadModel(world, level());
    for (const [name, slot] of [
      ["operator 1", "green"],
      ["operator 2", "blue"],
    ] as const)
      world.process(name, (me) => persist(() => open(me, model).switchTo(slot)));
    return { always: () => notOneLive(model) };
  }, MANY);
});

rule("follows-both", async ({ attack }) => {
  const differ = (model: Model, story: string): Broken | undefined => {
    for (const slot of ["blue", "green"] as const) {
      const wrong = model.differs(slot, story);
      if (wrong !== undefined) return wrong;
      const row = model.slot(slot);
      if (row?.position !== model.end())
        return {
          happened: `${story} The rows of the ${slot} slot are right, and its row in “slots” does not say how far it has come.`,
          expected: model.end(),
          received: row?.position,
        };
    }
    return undefined;
  };
  const behind: Opening = {
    log: three.slice(0, 2),
    slots: [at("blue", 1), at("green", 0)],
    filled: { blue: three.slice(0, 1) },
  };
  // One process, and logs of all kinds.
  for (let number = 1; number <= 6; number += 1)
    await attack(
      (world) => {
        const log = anyFacts(number, 4 + (number % 7));
        const done = number % 4;
        const model = openReadModel(world, {
          log,
          slots: [at("blue", 2 * (done + 1) - 1), at("green", done === 0 ? 0 : 2 * done - 1)],
          filled: { blue: log.slice(0, done + 1), green: log.slice(0, done) },
        });
        let unfair: Broken | undefined;
        world.process("follower", async (me) => {
          const ports = portsFor(me, model);
          let largest = 0;
          const store = watchStore(ports.store, (events) => void (largest = Math.max(largest, events.length)));
          const readModel = me.exercise.createBlueGreen({ ...ports, store });
          const has = (slot: Slot) =>
            model.store.events.filter(({ globalPosition }) => globalPosition <= (model.slot(slot)?.position ?? 0))
              .length;
          const isBehind = (): boolean => has("blue") < log.length || has("green") < log.length;
          // A batch is two events at most: who takes one at a time needs a round for each.
          for (let round = 1; round <= log.length && isBehind(); round += 1) {
            const before = { blue: has("blue"), green: has("green") };
            await readModel.follow();
            if (largest > BATCH)
              unfair ??= {
                happened: `The batch size is ${String(BATCH)}. One read of the log took ${sayEvents(largest)}.`,
                expected: `at most ${String(BATCH)}`,
                received: largest,
              };
            for (const slot of ["blue", "green"] as const) {
              if (has(slot) === before[slot] && before[slot] < log.length)
                unfair ??= {
                  happened: `follow was called once. The ${slot} slot is in use and lacked ${sayEvents(log.length - before[slot])}, and it has not come on. Each slot goes on from its own position, whatever the other one lacks.`,
                  expected: "the next batch in each slot",
                  received: { ...before, log: log.length },
                };
              if (has(slot) > before[slot] + BATCH)
                unfair ??= {
                  happened: `follow was called once, and the ${slot} slot has come on by ${sayEvents(has(slot) - before[slot])}. A round is the next batch, ${String(BATCH)} at most. A new slot has years to catch up with, and meanwhile the one that readers read would stand still.`,
                  expected: `at most ${String(BATCH)}`,
                  received: has(slot) - before[slot],
                };
            }
          }
          // Nothing is left to do.
          await readModel.follow();
        });
        return { atTheEnd: () => differ(model, "Each slot was followed to the end of the log.") ?? unfair };
      },
      { ...FEW, steps: 600 },
    );
  await attack(
    (world) => {
      const model = openReadModel(world, behind);
      world.process("follower", async (me) => {
        const readModel = open(me, model);
        for (let round = 1; round <= 2; round += 1) await persist(() => readModel.follow());
      });
      return {
        atTheEnd: () => differ(model, "The follower was started again after a crash, and has come to the end."),
      };
    },
    { ...MANY, faults: { crashes: 1 } },
  );
  await attack((world) => {
    const model = openReadModel(world, {
      log: three.slice(0, 1),
      slots: [at("blue", 1), at("green", 0)],
      filled: { blue: three.slice(0, 1) },
    });
    for (const name of ["follower 1", "follower 2"])
      world.process(name, (me) => persist(() => open(me, model).follow()));
    return { atTheEnd: () => differ(model, "Two processes followed the log at the same time.") };
  }, MANY);
  // Their batches begin at the same place and end at different ones.
  await attack((world) => {
    const model = openReadModel(world, {
      log: three.slice(0, 1),
      slots: [at("green", 0), at("blue", 3)],
      live: "green",
    });
    world.process("follower 1", (me) => persist(() => open(me, model).follow()));
    world.process("follower 2", async (me) => {
      await model.store.for(me).append("order-1", [toEvent(fact("order-1 paid"))], "any");
      await persist(() => open(me, model).follow());
      await world.clock.for(me).sleep(1000);
      await persist(() => open(me, model).follow());
    });
    const story = "Two processes followed the log at the same time, and an event came. Then there was one more round.";
    return { atTheEnd: () => model.differs("green", story) };
  }, MANY);
  // A view that fails is not passed over.
  await attack((world) => {
    const model = openReadModel(world, behind);
    world.process("follower", async (me) => {
      const readModel = open(me, model, { views: viewsOfWhichOneFails() });
      for (let round = 1; round <= 3; round += 1) await persist(() => readModel.follow());
    });
    return { atTheEnd: () => differ(model, "The green view failed once, and the rounds went on.") };
  }, FEW);
});

rule("way-back", ({ attack }) =>
  attack(
    (world) => {
      const model = openReadModel(world, level());
      const wrong: Broken[] = [];
      const hold = (slot: Slot, said: boolean, story: string): void => {
        if (!said || model.live() !== slot)
          wrong.push({
            happened: `${story} switchTo(“${slot}”) answered ${String(said)}, and readers read the ${String(model.live())} slot.`,
            expected: slot,
            received: model.live(),
          });
      };
      world.process("operator", async (me) => {
        const readModel = open(me, model);
        hold("green", await readModel.switchTo("green"), "The green slot is up to date.");
        // The shop goes on.
        await model.store.for(me).append("order-2", [toEvent(fact("order-2 placed"))], "any");
        await model.store.for(me).append("order-2", [toEvent(fact("order-2 paid"))], "any");
        for (let round = 1; round <= 2; round += 1) await readModel.follow();
        hold(
          "blue",
          await readModel.switchTo("blue"),
          "Readers were switched to green, two orders came in, and follow was called twice. The new code has a bug, and readers are to go back to blue.",
        );
        const ada = await readModel.find("ada");
        if (ada?.timeline.length !== 3)
          wrong.push({
            happened:
              "Readers were switched to green and back to blue. What came in between was not in the old slot: it was no longer kept up to date.",
            expected: ["order-1 placed", "order-2 placed", "order-2 paid"],
            received: ada?.timeline,
          });
        hold("green", await readModel.switchTo("green"), "The bug is mended, and the green slot is up to date.");
      });
      return {
        atTheEnd: () =>
          wrong[0] ??
          model.differs("blue", "Readers are on green, and follow was called.") ??
          model.differs("green", "Readers are on green, and follow was called."),
      };
    },
    { ...FEW, steps: 400 },
  ),
);

rule("live-is-never-retired", async ({ attack }) => {
  const gone = (model: Model): Broken | undefined => {
    const live = model.live();
    if (live === undefined) return notOneLive(model);
    if (model.slot(live) !== undefined && model.customers(live).length === 1) return undefined;
    return {
      happened: `Readers read the ${live} slot, and it was retired: ${model.slot(live) === undefined ? "it is not in use" : "its rows are gone"}.`,
      received: { slots: model.database.rows("slots"), customers: model.customers(live) },
    };
  };
  await attack((world) => {
    const model = openReadModel(world, level());
    const said: boolean[] = [];
    world.process("operator", async (me) => void said.push(await open(me, model).retire("blue")));
    return {
      atTheEnd: () =>
        gone(model) ??
        (same(said, [false])
          ? undefined
          : {
              happened: "The blue slot is live, so it was not retired. retire did not say so.",
              expected: false,
              received: said[0],
            }),
    };
  }, FEW);
  // Readers are on green. One operator cleans blue away while the other one goes back to it.
  await attack((world) => {
    const model = openReadModel(world, { ...level(), live: "green" });
    const said: { back?: boolean; retired?: boolean } = {};
    world.process("operator 1", async (me) => {
      said.retired = await persist(() => open(me, model).retire("blue"));
    });
    world.process("operator 2", async (me) => {
      said.back = await persist(() => open(me, model).switchTo("blue"));
    });
    return {
      atTheEnd() {
        const wrong = gone(model);
        if (wrong !== undefined) return wrong;
        const expected = model.live() === "blue" ? { back: true, retired: false } : { back: false, retired: true };
        if (same(said, expected)) return undefined;
        return {
          happened: `One operator retired blue while the other one switched back to it. Readers read ${String(model.live())} now, and the operators were told otherwise.`,
          expected,
          received: said,
        };
      },
    };
  }, MANY);
});

rule("retired-is-gone", async ({ attack }) => {
  const left = (model: Model): Broken | undefined => {
    const rows = [...model.customers("blue"), ...model.database.rows("takings").filter(({ slot }) => slot === "blue")];
    if (rows.length === 0 && model.slot("blue") === undefined) return undefined;
    return {
      happened:
        rows.length === 0
          ? "The blue slot was retired, and “slots” has a row of it: it is in use."
          : `The blue slot was retired, and it has ${model.slot("blue") === undefined ? "rows that nobody will ever remove" : "rows, and is in use"}.`,
      received: { slots: model.database.rows("slots"), rows },
    };
  };
  await attack((world) => {
    const paid = three.slice(0, 2);
    const model = openReadModel(world, {
      log: paid,
      slots: [at("blue", 3), at("green", 3)],
      filled: { blue: paid, green: paid },
      live: "green",
    });
    const said: boolean[] = [];
    world.process("operator", async (me) => {
      const readModel = open(me, model, { views: viewsOfTwoTables });
      said.push(await readModel.retire("blue"));
      await model.store.for(me).append("order-2", [toEvent(fact("order-2 placed"))], "any");
      await readModel.follow();
    });
    return {
      atTheEnd: () =>
        left(model) ??
        model.differs("green", "The blue slot was retired, and follow was called.") ??
        (same(said, [true])
          ? undefined
          : { happened: "The blue slot was retired, and retire did not say so.", expected: true, received: said[0] }),
    };
  }, FEW);
  // A crash in the middle, and a follower that has just read a page for that slot.
  await attack(
    (world) => {
      const model = openReadModel(world, { ...level(), live: "green" });
      world.process("operator", (me) => persist(() => open(me, model).retire("blue")));
      return { atTheEnd: () => left(model) };
    },
    { ...MANY, faults: { crashes: 1 } },
  );
  await attack((world) => {
    const model = openReadModel(world, { ...level(), log: three.slice(0, 2), live: "green" });
    world.process("operator", (me) => persist(() => open(me, model).retire("blue")));
    world.process("follower", (me) => persist(() => open(me, model).follow()));
    return { atTheEnd: () => left(model) };
  }, MANY);
});

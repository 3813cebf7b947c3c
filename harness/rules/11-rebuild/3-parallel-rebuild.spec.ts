import * as exercise from "#exercise/11-rebuild/3-parallel-rebuild";
import { rulesFor, type Broken, type Me, type World } from "#spec";
import { anyPoints, openView, type Plan, type PointsFact } from "./documents.ts";
import { FEW, MANY, persist } from "./persist.ts";
import { endsTooSoon, lastRead, watchStore } from "./read-model.ts";

type Exercise = typeof exercise;

const rule = rulesFor("rebuild/parallel-rebuild", exercise);

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Points for one customer, on orders of theirs. */
const earned = (to: string, ...points: readonly number[]): readonly PointsFact[] =>
  points.map((amount, index) => ({ stream: `order-${to}-${String(index + 1)}`, to, points: amount }));

const FEW_CUSTOMERS = ["ada", "bob", "kim", "customer-20417", "Zoë de Vries"];

rule("as-if-by-one", async ({ attack }) => {
  // One worker after the other, in any order, on logs of all kinds.
  for (let number = 1; number <= 9; number += 1)
    await attack(
      (world) => {
        const partitions = 1 + (number % 4);
        const facts = anyPoints(number, 3 + number, FEW_CUSTOMERS);
        const view = openView(world, { facts, partitions, batchSize: 1 + (number % 3) });
        const order = number % 2 === 0 ? range(partitions) : range(partitions).toReversed();
        world.process("worker", (me) => view.work(me, ...order));
        return {
          atTheEnd: () =>
            view.differs(
              `${String(partitions)} ${partitions === 1 ? "partition was" : "partitions were"} done, one after the other.`,
            ),
        };
      },
      { ...FEW, steps: 1000 },
    );
  // At the same time.
  const together = (plan: Plan) => (world: World<Exercise>) => {
    const view = openView(world, plan);
    for (const number of range(plan.partitions))
      world.process(`worker ${String(number)}`, (me) => view.work(me, number));
    return { atTheEnd: () => view.differs("All partitions were done, each by a worker of its own.") };
  };
  await attack(together({ facts: [...earned("ada", 10), ...earned("ada", 20)], partitions: 2, batchSize: 2 }), MANY);
  await attack(
    together({ facts: [{ stream: "order-1", from: "ada", to: "bob", points: 10 }], partitions: 2, batchSize: 2 }),
    MANY,
  );
});

rule("one-partition-a-document", async ({ attack }) => {
  for (const restart of [false, true])
    await attack(
      (world) => {
        const facts = anyPoints(11, 18, FEW_CUSTOMERS);
        const view = openView(world, { facts, partitions: 3, batchSize: 3 });
        const owners = new Map<string, number>();
        const wrong: Broken[] = [];
        const watch = async (me: Me<Exercise>, numbers: readonly number[]): Promise<void> => {
          for (const number of numbers) {
            const ports = view.ports(me, (key) => {
              const owner = owners.get(key) ?? number;
              owners.set(key, owner);
              if (owner === number) return;
              wrong.push({
                happened: restart
                  ? `The worker of partition ${String(owner)} put events into the document of ${key}. Then all workers were started again, events came, and partition ${String(number)} put them into that document.`
                  : `The worker of partition ${String(owner)} put events into the document of ${key}, and so did the worker of partition ${String(number)}.`,
                received: `${key}: partitions ${String(owner)} and ${String(number)}`,
              });
            });
            await persist(() => me.exercise.createParallelRebuild(ports).work(number));
          }
        };
        world.process("workers", (me) => watch(me, [0, 1, 2]));
        if (restart)
          world.process("workers, started again", async (me) => {
            await world.clock.for(me).sleep(1000);
            const append = (to: string, name: string) =>
              view.store
                .for(me)
                .append(name, [{ id: name, type: "PointsEarned", data: { stream: name, to, points: 5 } }], "any");
            for (const to of FEW_CUSTOMERS.toReversed()) await append(to, `late-${to}`);
            await watch(me, [2, 1, 0]);
          });
        return { always: () => wrong[0], atTheEnd: () => wrong[0] };
      },
      { ...FEW, steps: 1500 },
    );
});

rule("fair-shares", async ({ attack }) => {
  const MANY_CUSTOMERS = 120;
  for (const [partitions, name] of [
    [5, (number: number) => `customer-${String(number)}`],
    [4, (number: number) => `${String(1_000_000 + number * 7)}@shop`],
  ] as const)
    await attack(
      (world) => {
        const facts = range(MANY_CUSTOMERS).flatMap((number) => earned(name(number), 10));
        const view = openView(world, { facts, partitions, batchSize: 60 });
        const shares: number[] = [];
        world.process("worker", async (me) => {
          for (const number of range(partitions)) {
            const before = view.documents().length;
            await view.work(me, number);
            shares.push(view.documents().length - before);
          }
        });
        return {
          atTheEnd() {
            const fair = MANY_CUSTOMERS / partitions;
            const most = Math.max(...shares);
            if (most <= 2 * fair) return view.differs("All partitions were done.");
            return {
              happened: `There are ${String(MANY_CUSTOMERS)} documents (${name(1)}, ${name(2)}, …) and ${String(partitions)} partitions. One of them has ${String(most)} documents, so the others wait for it.`,
              expected: `about ${String(fair)} documents each`,
              received: shares,
            };
          },
        };
      },
      { ...FEW, steps: 4000 },
    );
});

rule("goes-on-after-a-crash", async ({ attack }) => {
  const story = "A worker was broken off, started again, and is done.";
  for (const [plan, faults] of [
    [{ facts: earned("ada", 10, 20), partitions: 1, batchSize: 1 }, { crashes: 2 }],
    [{ facts: earned("ada", 10, 20), partitions: 1, batchSize: 1 }, { timeouts: 1 }],
  ] as const)
    await attack(
      (world) => {
        const view = openView(world, plan);
        world.process("worker", (me) => view.work(me, 0));
        return { atTheEnd: () => view.differs(story) ?? view.unfinished(story) };
      },
      { ...MANY, faults },
    );
  // A view that fails is not passed over.
  await attack((world) => {
    const view = openView(world, { facts: earned("ada", 10, 20), partitions: 1, batchSize: 1 });
    let failures = 1;
    world.process("worker", async (me) => {
      const ports = view.ports(me, (_, { id }) => {
        if (id !== "e2" || failures === 0) return;
        failures -= 1;
        throw new Error("The view cannot read this event.");
      });
      const rebuild = me.exercise.createParallelRebuild(ports);
      await persist(() => rebuild.work(0));
    });
    const failed = "The view failed for the second event once. The work was done again where it rejected.";
    return { atTheEnd: () => view.differs(failed) ?? view.unfinished(failed) };
  }, FEW);
  await attack(
    (world) => {
      const view = openView(world, {
        facts: [{ stream: "order-1", from: "ada", to: "bob", points: 10 }],
        partitions: 2,
        batchSize: 1,
      });
      world.process("worker of both partitions", (me) => view.work(me, 0, 1));
      return { atTheEnd: () => view.differs(story) ?? view.unfinished(story) };
    },
    { ...MANY, faults: { crashes: 1 } },
  );
  // To go on is not to start again.
  await attack((world) => {
    const facts = anyPoints(5, 9, FEW_CUSTOMERS);
    const view = openView(world, { facts, partitions: 2, batchSize: 2 });
    const again: string[] = [];
    world.process("workers", async (me) => {
      await view.work(me, 0, 1);
      const ports = view.ports(me);
      const store = watchStore(ports.store, (events) => void again.push(...events.map(({ id }) => id)));
      for (const number of [0, 1]) await me.exercise.createParallelRebuild({ ...ports, store }).work(number);
    });
    return {
      atTheEnd() {
        if (again.length === 0) return undefined;
        return {
          happened:
            "All partitions were done. Their workers were started again, and read events of the log that they had done with.",
          received: again,
        };
      },
    };
  }, FEW);
});

rule("one-of-two", async ({ attack }) => {
  const story = "Two processes did the work of partition 0, and both are done.";
  // Two pages: whoever is slower at the first one finds that there is a second.
  await attack((world) => {
    const view = openView(world, { facts: earned("ada", 10, 20), partitions: 1, batchSize: 1 });
    let early: Broken | undefined;
    for (const name of ["worker", "its successor"])
      world.process(name, async (me) => {
        await view.work(me, 0);
        early ??= view.unfinished(
          "Two processes did the work of partition 0. One of them resolved while the other was still at it: whoever waits for it takes the partition for complete.",
        );
      });
    return { atTheEnd: () => view.differs(story) ?? view.unfinished(story) ?? early };
  }, MANY);
  // Their pages begin at the same place and end at different ones.
  await attack((world) => {
    const view = openView(world, { facts: earned("ada", 10), partitions: 1, batchSize: 2 });
    let early: Broken | undefined;
    world.process("worker", (me) => view.work(me, 0));
    world.process("its successor", async (me) => {
      const data = { stream: "order-ada-2", to: "ada", points: 20 };
      await view.store.for(me).append(data.stream, [{ id: "e2", type: "PointsEarned", data }], "any");
      await view.work(me, 0);
      early = view.unfinished(
        "An event came, and two processes did the work of partition 0. The one that began after the event resolved, and left the event to the other one.",
      );
    });
    const late = `An event came meanwhile. ${story}`;
    return { atTheEnd: () => view.differs(late) ?? view.unfinished(late) ?? early };
  }, MANY);
});

rule("position-of-the-slowest", async ({ attack }) => {
  for (const positions of [[9], [9, 5, 7], [3, 11, 11], [0, 0], [100, 20, 9, 30], [11, 0, 5]])
    await attack((world) => {
      const view = openView(world, { facts: earned("ada", 10), partitions: positions.length, positions });
      const said: number[] = [];
      world.process("daemon", async (me) => {
        said.push(await me.exercise.createParallelRebuild(view.ports(me)).position());
      });
      return {
        atTheEnd() {
          const expected = Math.min(...positions);
          if (said[0] === expected) return undefined;
          return {
            happened: `The partitions have come up to ${positions.join(", ")}. position answered ${String(said[0])}: ${(said[0] ?? 0) > expected ? "events before that are not in the view yet" : "the view is complete further than that"}.`,
            expected,
            received: said[0],
          };
        },
      };
    }, FEW);
  // While they are at work.
  await attack((world) => {
    const facts = anyPoints(2, 8, FEW_CUSTOMERS);
    const view = openView(world, { facts, partitions: 3, batchSize: 3 });
    const said: number[] = [];
    world.process("worker", async (me) => {
      const rebuild = me.exercise.createParallelRebuild(view.ports(me));
      for (const number of [0, 2]) await rebuild.work(number);
      said.push(await rebuild.position());
      await rebuild.work(1);
      said.push(await rebuild.position());
    });
    return {
      atTheEnd() {
        const [before, after] = said;
        if (before !== 0)
          return {
            happened:
              "Partitions 0 and 2 are done, and partition 1 has not begun. position says that there is something complete.",
            expected: 0,
            received: before,
          };
        if (after === view.end()) return undefined;
        return {
          happened: "All three partitions are done, and position does not say that the view is complete.",
          expected: view.end(),
          received: after,
        };
      },
    };
  }, FEW);
});

rule("reaches-the-end", async ({ attack }) => {
  for (const facts of [
    earned("ada", 10, 20, 30),
    [
      ...earned("ada", 10),
      { stream: "prices", points: 0 },
      { stream: "prices", points: 0 },
      { stream: "prices", points: 0 },
    ],
  ])
    await attack((world) => {
      const view = openView(world, { facts, partitions: 3, batchSize: 2 });
      let early: Broken | undefined;
      world.process("worker", async (me) => {
        for (const number of [0, 1, 2]) {
          const ports = view.ports(me);
          const { store, count } = lastRead(ports.store);
          await me.exercise.createParallelRebuild({ ...ports, store }).work(number);
          early ??= endsTooSoon("work", count());
        }
      });
      return {
        atTheEnd: () =>
          view.unfinished(
            "There is one customer, so two of three partitions have nothing to do. All of them were done.",
          ) ?? early,
      };
    }, FEW);
});

rule("bounded-memory", async ({ attack }) => {
  await attack(
    (world) => {
      const [count, batchSize] = [24, 3];
      const view = openView(world, { facts: anyPoints(9, count, ["ada"]), partitions: 1, batchSize });
      const held = new Set<string>();
      let most = 0;
      let largest = 0;
      world.process("worker", async (me) => {
        const ports = view.ports(me, (_, { id }) => void held.delete(id));
        const store = watchStore(ports.store, (events) => {
          largest = Math.max(largest, events.length);
          for (const event of events) if (ports.view.keysOf(event).length > 0) held.add(event.id);
          most = Math.max(most, held.size);
        });
        await me.exercise.createParallelRebuild({ ...ports, store }).work(0);
      });
      return {
        atTheEnd() {
          const log = `The log has ${String(count)} events and the batch size is ${String(batchSize)}.`;
          if (largest > batchSize)
            return {
              happened: `${log} One read took ${String(largest)} events.`,
              expected: `at most ${String(batchSize)}`,
              received: largest,
            };
          if (most <= 2 * batchSize) return view.differs("The worker is done.");
          return {
            happened: `${log} At one moment, ${String(most)} events had been read and were in no document yet: they were all in memory.`,
            expected: `at most ${String(2 * batchSize)}`,
            received: most,
          };
        },
      };
    },
    { ...FEW, steps: 1000 },
  );
  // Nor does it read more at a time where there are more partitions.
  await attack(
    (world) => {
      const view = openView(world, { facts: anyPoints(9, 12, ["ada", "bob"]), partitions: 3, batchSize: 2 });
      let largest = 0;
      world.process("worker", async (me) => {
        const ports = view.ports(me);
        const store = watchStore(ports.store, ({ length }) => void (largest = Math.max(largest, length)));
        await me.exercise.createParallelRebuild({ ...ports, store }).work(1);
      });
      return {
        atTheEnd: () =>
          largest <= 2
            ? undefined
            : {
                happened: `There are 3 partitions, and the batch size is 2. One read took ${String(largest)} events.`,
                expected: "at most 2",
                received: largest,
              },
      };
    },
    { ...FEW, steps: 1000 },
  );
});

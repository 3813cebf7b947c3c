import * as exercise from "#exercise/11-rebuild/1-replay-all";
import { rulesFor, same, type Broken, type Me, type World } from "#spec";
import type { Reaction, RebuildPorts, Slot, SlotRow } from "eventlings";
import { anyFacts, toEvent, fact } from "./orders.ts";
import { FEW, MANY, persist } from "./persist.ts";
import {
  customersView,
  endsTooSoon,
  lastRead,
  openReadModel,
  takingsOf,
  takingsView,
  watchStore,
  withClockPutBack,
  type Opening,
} from "./read-model.ts";

type Exercise = typeof exercise;
type Model = ReturnType<typeof openReadModel>;

const rule = rulesFor("rebuild/replay-all", exercise);

/** The version that is rebuilt; 1 is what readers have. */
const VERSION = 2;

const live: SlotRow = { slot: "blue", version: 1, position: 1 };
const empty: SlotRow = { slot: "green", version: 0, position: 0 };

const portsFor = (
  me: Me<Exercise>,
  { store, database }: Pick<Model, "store" | "database">,
  { handlers = [customersView()], batchSize = 2 }: Partial<RebuildPorts> = {},
): RebuildPorts => ({ store: store.for(me), database: database.for(me), handlers, version: VERSION, batchSize });

/** Runs it where nothing gets in its way. */
const runAlone = (me: Me<Exercise>, ports: RebuildPorts): Promise<void> => me.exercise.createRebuild(ports).run();

/** Runs it to the end, and again where it was refused. */
function runTo(me: Me<Exercise>, ports: RebuildPorts): Promise<void> {
  const rebuild = me.exercise.createRebuild(ports);
  return persist(() => rebuild.run());
}

/** Is the new slot what the log leads to, and does its row say so? */
function unlike(model: Model, story: string, slot: Slot = "green"): Broken | undefined {
  const differs = model.differs(slot, story);
  if (differs !== undefined) return differs;
  const expected = { slot, version: VERSION, position: model.end() };
  const received = model.slot(slot);
  if (same(received, expected)) return undefined;
  return {
    happened: `${story} The rows of the ${slot} slot are right, and its row in “slots” does not say how far it has come, and with which version.`,
    expected,
    received,
  };
}

/** Is the second view of the new slot what the log leads to? */
function takingsUnlike(model: Model, story: string, slot: Slot = "green"): Broken | undefined {
  const expected = takingsOf(slot, model.facts());
  const received = model.database.rows("takings").filter((row) => row.slot === slot);
  if (same(received, expected)) return undefined;
  return {
    happened: `${story} There are two views. The second one, takings, is not what the log leads to.`,
    expected,
    received,
  };
}

const small: Opening = {
  log: ["order-1 placed", "order-1 paid"],
  slots: [live, empty],
  filled: { blue: ["order-1 placed"] },
};

rule("in-the-logs-order", async ({ attack }) => {
  const rebuilt = (log: Opening["log"], batchSize: number, into: Slot) => (world: World<Exercise>) => {
    const read = into === "green" ? "blue" : "green";
    const model = openReadModel(world, {
      log,
      live: read,
      slots: [
        { ...live, slot: read },
        { ...empty, slot: into },
      ],
      filled: { [read]: ["order-1 placed"] },
    });
    const handlers = [takingsView, customersView()];
    world.process("rebuild", (me) => {
      const ports = portsFor(me, model, { handlers, batchSize });
      return runAlone(me, { ...ports, store: withClockPutBack(ports.store) });
    });
    const story = `Readers read the ${read} slot, and the rebuild is done.`;
    return { atTheEnd: () => unlike(model, story, into) ?? takingsUnlike(model, story, into) };
  };
  await attack(rebuilt(["order-1 placed", "order-2 placed", "order-1 paid", "order-2 paid"], 10, "green"), FEW);
  await attack(rebuilt([], 2, "green"), FEW);
  for (let number = 1; number <= 10; number += 1) {
    const log = anyFacts(number, 2 + (number % 10));
    await attack(rebuilt(log, 1 + (number % 5), number % 4 === 0 ? "blue" : "green"), FEW);
  }
});

rule("live-slot-stays", async ({ attack }) => {
  const slots: readonly (readonly [SlotRow, SlotRow])[] = [
    [{ ...live, position: 3 }, empty],
    [
      { ...live, position: 3 },
      { ...empty, version: 1, position: 1 },
    ],
    // The code is the same as that of the live slot: the rows were damaged, say.
    [{ ...live, version: VERSION, position: 3 }, empty],
  ];
  for (const rows of slots)
    await attack((world) => {
      const model = openReadModel(world, {
        log: ["order-1 placed", "bob: order-2 placed", "order-1 paid"],
        slots: rows,
        filled: {
          blue: ["order-1 placed", "bob: order-2 placed"],
          green: rows[1].position > 0 ? ["order-1 placed"] : [],
        },
      });
      const before = { rows: model.customers("blue"), slots: model.slot("blue"), live: model.live() };
      world.process("rebuild", (me) => runAlone(me, portsFor(me, model)));
      return {
        always() {
          const rows = model.customers("blue");
          if (rows.length < before.rows.length)
            return {
              happened:
                "Readers read the blue slot, and customers have disappeared from it: whoever asks now is told that there are none.",
              expected: before.rows,
              received: rows,
            };
          if (!same(rows, before.rows))
            return {
              happened: "Readers read the blue slot, and the rebuild changed its rows.",
              expected: before.rows,
              received: rows,
            };
          if (!same(model.slot("blue"), before.slots))
            return {
              happened:
                "The rebuild changed the row of the live slot in “slots”. Whoever keeps that slot up to date goes on from there.",
              expected: before.slots,
              received: model.slot("blue"),
            };
          if (model.live() === before.live) return undefined;
          return {
            happened: "The rebuild switched readers to another slot. Its task is to fill the new one.",
            expected: before.live,
            received: model.live(),
          };
        },
      };
    }, FEW);
  // Which slot is the live one is no constant: not for a process, and not for what it has created.
  await attack((world) => {
    const model = openReadModel(world, small);
    world.process("rebuild", async (me) => {
      const rebuild = me.exercise.createRebuild(portsFor(me, model));
      await rebuild.run();
      await model.database.for(me).update("live", { slot: "green" }, { name: "read-model" });
      await rebuild.run();
    });
    const story =
      "A rebuild filled the green slot, and readers were switched to it. Then `run` was called once more: the slot that is not live was the blue one by then.";
    return { atTheEnd: () => unlike(model, story, "blue") ?? unlike(model, story) };
  }, FEW);
});

rule("goes-on-after-a-crash", async ({ attack }) => {
  for (const crashes of [1, 2])
    await attack(
      (world) => {
        // Two crashes find what breaks in a recovery. One event is enough for that.
        const model = openReadModel(world, crashes === 1 ? small : { ...small, log: small.log.slice(0, 1) });
        const again: string[] = [];
        world.process("rebuild", (me) => {
          const there = new Set(model.customers("green").flatMap(({ timeline }) => timeline));
          const view = customersView(({ id }) => void (there.has(id) && again.push(id)));
          return runTo(me, portsFor(me, model, { handlers: [view], batchSize: 1 }));
        });
        return {
          atTheEnd() {
            const wrong = unlike(model, "The rebuild was broken off, ran again, and is done.");
            const [first] = again;
            if (wrong !== undefined || first === undefined) return wrong;
            return {
              happened: `The rebuild was broken off. “${first}” was in the green slot by then, and the next run put it there once more: it did not go on, it began again.`,
              received: again,
            };
          },
        };
      },
      { ...MANY, faults: { crashes } },
    );
  await attack(
    (world) => {
      const model = openReadModel(world, small);
      world.process("rebuild", (me) => runTo(me, portsFor(me, model, { batchSize: 1 })));
      return { atTheEnd: () => unlike(model, "A connection broke, the rebuild was run again, and is done.") };
    },
    { ...MANY, faults: { timeouts: 1 } },
  );
  // A view that fails is not passed over.
  await attack((world) => {
    const model = openReadModel(world, small);
    let failures = 1;
    const view = customersView(({ id }) => {
      if (id !== "order-1 paid" || failures === 0) return;
      failures -= 1;
      throw new Error("The view cannot read this event.");
    });
    world.process("rebuild", (me) => runTo(me, portsFor(me, model, { handlers: [view], batchSize: 1 })));
    return {
      atTheEnd: () =>
        unlike(
          model,
          "A view failed for “order-1 paid” once. The rebuild was run again where it rejected, and is done.",
        ),
    };
  }, FEW);
  // To go on is not to start again: what is done need not be read once more.
  await attack((world) => {
    const model = openReadModel(world, {
      log: ["order-1 placed", "order-1 paid", "order-2 placed", "order-2 paid", "order-3 placed", "order-3 paid"],
      slots: [live, { slot: "green", version: VERSION, position: 9 }],
      filled: { green: ["order-1 placed", "order-1 paid", "order-2 placed", "order-2 paid", "order-3 placed"] },
    });
    const read = new Set<string>();
    world.process("rebuild", async (me) => {
      const ports = portsFor(me, model);
      const store = watchStore(ports.store, (events) => {
        for (const { id } of events) read.add(id);
      });
      await runAlone(me, { ...ports, store });
    });
    return {
      atTheEnd() {
        const wrong = unlike(
          model,
          "A rebuild of this version was broken off after five of six events, and was run again.",
        );
        if (wrong !== undefined || read.size <= 2) return wrong;
        return {
          happened:
            "A rebuild of this version was broken off after five of six events. Run again, it read them all once more. In the fifth hour, that is five hours.",
          received: [...read],
        };
      },
    };
  }, FEW);
});

rule("one-of-two", async ({ attack }) => {
  const story = "Two processes ran the same rebuild, and both are done.";
  const two = (opening: Opening) => (world: World<Exercise>) => {
    const model = openReadModel(world, opening);
    let early: Broken | undefined;
    for (const name of ["rebuild 1", "rebuild 2"])
      world.process(name, async (me) => {
        await runTo(me, portsFor(me, model, { batchSize: 1 }));
        early ??= unlike(
          model,
          "Two processes ran the same rebuild. One of them resolved while the other was still at it: whoever waits for it takes the slot for complete.",
        );
      });
    return { atTheEnd: () => unlike(model, story) ?? early };
  };
  const [first = ""] = small.log as readonly string[];
  // Two pages: whoever is slower at the first one finds that there is a second.
  await attack(two({ ...small, slots: [live, { ...empty, version: VERSION }] }), MANY);
  await attack(
    two({ ...small, log: [first], slots: [live, { ...empty, version: 1, position: 1 }], filled: { green: [first] } }),
    MANY,
  );
  // Their pages begin at the same place and end at different ones.
  await attack((world) => {
    const model = openReadModel(world, { ...small, log: [first], slots: [live, { ...empty, version: VERSION }] });
    let early: Broken | undefined;
    world.process("rebuild 1", (me) => runTo(me, portsFor(me, model)));
    world.process("rebuild 2", async (me) => {
      await model.store.for(me).append("order-1", [toEvent(fact("order-1 paid"))], "any");
      await runTo(me, portsFor(me, model));
      early = unlike(
        model,
        "An event came, and two processes ran the rebuild. The one that began after the event resolved, and left the event to the other one.",
      );
    });
    return { atTheEnd: () => unlike(model, `An event came meanwhile. ${story}`) ?? early };
  }, MANY);
});

rule("begins-from-nothing", async ({ attack }) => {
  const left: readonly (readonly [SlotRow, readonly string[]])[] = [
    [{ ...empty, version: 1, position: 3 }, ["order-1 placed", "order-1 paid"]],
    [{ ...empty, version: 3, position: 3 }, ["order-1 placed", "bob: order-9 placed"]],
  ];
  for (const [row, green] of left)
    for (const crashes of [0, 1])
      await attack(
        (world) => {
          const model = openReadModel(world, { ...small, slots: [live, row], filled: { ...small.filled, green } });
          world.process("rebuild", (me) =>
            runTo(me, portsFor(me, model, { handlers: [customersView(), takingsView], batchSize: 2 })),
          );
          return {
            atTheEnd() {
              const story = `Version ${String(row.version)} had left rows in the green slot${crashes === 0 ? "" : ", and the rebuild was broken off once"}. The rebuild is done.`;
              return unlike(model, story) ?? takingsUnlike(model, story);
            },
          };
        },
        { ...MANY, faults: { crashes } },
      );
});

rule("includes-what-comes", ({ attack }) =>
  attack((world) => {
    const model = openReadModel(world, small);
    world.process("shop", async (me) => {
      await model.store.for(me).append("order-2", [toEvent(fact("bob: order-2 placed"))], "any");
      await model.store.for(me).append("order-2", [toEvent(fact("bob: order-2 paid"))], "any");
    });
    let early: Broken | undefined;
    world.process("rebuild", async (me) => {
      const ports = portsFor(me, model);
      const { store, count } = lastRead(ports.store);
      await runAlone(me, { ...ports, store });
      early = endsTooSoon("run", count());
      // Somebody calls it again, to catch up with what has come since it looked for the last time.
      await world.clock.for(me).sleep(1000);
      await runAlone(me, portsFor(me, model));
    });
    return {
      atTheEnd: () =>
        unlike(model, "Orders came in while the rebuild ran. It was run once more when the shop had closed.") ?? early,
    };
  }, MANY),
);

rule("no-side-effects", async ({ attack }) => {
  await attack((world) => {
    const mails: string[] = [];
    const mail = world.shared("mail");
    const model = openReadModel(world, small);
    const reaction = (me: Me<Exercise>): Reaction => ({
      kind: "reaction",
      name: "mail to the customer",
      handle: ({ id }) =>
        mail.call(me, { what: () => `mail: “${id}”`, changes: true, perform: () => void mails.push(id) }),
    });
    world.process("shop", (me) => model.store.for(me).append("order-2", [toEvent(fact("order-2 placed"))], "any"));
    world.process("rebuild", (me) => runAlone(me, portsFor(me, model, { handlers: [reaction(me), customersView()] })));
    return {
      always() {
        const [first] = mails;
        if (first === undefined) return undefined;
        return {
          happened: first.startsWith("order-1")
            ? `The rebuild sent a mail to the customer: “${first}”. They got that mail when it happened, long ago.`
            : `The rebuild sent a mail to the customer: “${first}”. That event is new, and the subscription that sends the mails goes on meanwhile: they get it twice.`,
          received: [...mails],
        };
      },
    };
  }, MANY);
});

rule("bounded-memory", ({ attack }) =>
  attack(
    (world) => {
      const log = anyFacts(7, 24);
      const batchSize = 3;
      const model = openReadModel(world, { log, slots: [live, empty] });
      const held = new Set<string>();
      let most = 0;
      let largest = 0;
      world.process("rebuild", async (me) => {
        const view = customersView(({ id }) => void held.delete(id));
        const ports = portsFor(me, model, { handlers: [view], batchSize });
        const store = watchStore(ports.store, (events) => {
          for (const { id } of events) held.add(id);
          most = Math.max(most, held.size);
          largest = Math.max(largest, events.length);
        });
        await runAlone(me, { ...ports, store });
      });
      return {
        atTheEnd() {
          if (largest > batchSize)
            return {
              happened: `The log has ${String(log.length)} events and the batch size is ${String(batchSize)}. One read took ${String(largest)} events.`,
              expected: `at most ${String(batchSize)}`,
              received: largest,
            };
          if (most > 2 * batchSize)
            return {
              happened: `The log has ${String(log.length)} events and the batch size is ${String(batchSize)}. At one moment, ${String(most)} events had been read and were in no view yet: they were all in memory.`,
              expected: `at most ${String(2 * batchSize)}`,
              received: most,
            };
          return unlike(model, "The rebuild is done.");
        },
      };
    },
    { ...FEW, steps: 1000 },
  ),
);

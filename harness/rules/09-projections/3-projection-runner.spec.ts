import * as exercise from "#exercise/09-projections/3-projection-runner";
import { isNotImplemented, rulesFor, same, type AttackOptions } from "#spec";
import { DatabaseError, type ProjectionProgress, type ProjectionRunner } from "eventlings";
import { Bill, Findings, openShop, places, revenue, sales, watched } from "./runners.ts";

const rule = rulesFor("projections/projection-runner", exercise);

/**
 * One process, and nothing goes wrong: one schedule, unless projections are run side by side. Then
 * a few must do, as there are many.
 */
const ONE_PROCESS: AttackOptions = { budget: 2_000, draws: 30 };

/** A round that must not reject. Notes it if it does. */
async function round(
  runner: ProjectionRunner,
  findings: Findings,
  happened: string,
): Promise<readonly ProjectionProgress[]> {
  try {
    return await runner.runOnce();
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    findings.note(happened, { received: error });
    return [];
  }
}

rule("batch-after-batch", ({ attack }) =>
  attack((world) => {
    const shop = openShop(world, 3);
    const findings = new Findings();
    world.process("runner", async (me) => {
      const got: string[] = [];
      const projection = watched(sales, (events) => got.push(...events.map(({ id }) => id)));
      const runner = me.exercise.createProjectionRunner(shop.ports(me, { projections: [projection, revenue] }));
      for (const [number, { place, applied, story }] of [
        { place: 2, applied: 2, story: "The log has 3 events, and a batch 2" },
        { place: 3, applied: 1, story: "Of the 3 events in the log, 2 were in" },
        { place: 3, applied: 0, story: "All 3 events in the log were in" },
        {
          place: 4,
          applied: 1,
          story: "A fourth event, in a stream that is no order's, came into the log when all others were in",
        },
      ].entries()) {
        if (number === 3) shop.append("customer-7");
        const position = shop.positionOf(place);
        const progress = await round(runner, findings, "Nothing failed, and the round rejected.");
        const failed = progress.find(({ error }) => error !== undefined);
        if (failed !== undefined)
          findings.note(`Nothing failed, and the round says that "${failed.projection}" did.`, {
            received: failed.error,
          });
        const expected = ["sales", "revenue"].map((name) => ({ projection: name, position, applied }));
        if (!same(places(progress), expected))
          findings.note(`${story}. The round resolved with something else than what it should have done.`, {
            expected,
            received: progress,
          });
        for (const name of ["sales", "revenue"])
          if (shop.position(name) !== position || shop.counted(name) !== place)
            findings.note(
              `${story}. After the round, the table of checkpoints or the read model of "${name}" says something else. A checkpoint is the global position of the last event that is in.`,
              {
                expected: { checkpoint: position, counted: place },
                received: { checkpoint: shop.position(name), counted: shop.counted(name) },
              },
            );
      }
      if (!same(got, ["evt-1", "evt-2", "evt-3", "evt-4"]))
        findings.note("A projection should get each event of the log once, in its order.", { received: got });
    });
    return { atTheEnd: () => findings.first };
  }, ONE_PROCESS),
);

rule("a-place-of-its-own", async ({ attack }) => {
  // One is done, one is half-way, and the process is new.
  for (const names of [
    ["sales", "revenue"],
    ["revenue", "sales"],
  ])
    for (const ahead of [3, 2])
      await attack((world) => {
        // The log's events are at 1, 3 and 5.
        const shop = openShop(world, 3, [{ projection: "sales", position: ahead * 2 - 1 }]);
        const findings = new Findings();
        world.process("runner", async (me) => {
          const projections = names.map((name) => (name === "sales" ? sales : revenue));
          const runner = me.exercise.createProjectionRunner(shop.ports(me, { projections }));
          const progress = await round(runner, findings, "Nothing failed, and the round rejected.");
          const expected = names.map((name) =>
            name === "sales"
              ? { projection: name, position: shop.positionOf(3), applied: 3 - ahead }
              : { projection: name, position: shop.positionOf(2), applied: 2 },
          );
          if (!same(places(progress), expected))
            findings.note(
              `"sales" had ${String(ahead)} of 3 events, and "revenue" is new and has none. A batch is 2 events. Each should have gone on from its own place.`,
              { expected, received: progress },
            );
          await runner.runOnce();
        });
        const story = `"sales" had ${String(ahead)} of 3 events, and "revenue" was new.`;
        return {
          atTheEnd: () =>
            shop.apart("sales", story) ??
            shop.apart("revenue", story) ??
            shop.behind("revenue", story) ??
            shop.behind("sales", story) ??
            findings.first,
        };
      }, ONE_PROCESS);
});

rule("crash-anywhere", async ({ attack }) => {
  for (const { events, crashes } of [
    { events: 1, crashes: 2 },
    { events: 2, crashes: 1 },
  ])
    await attack(
      (world) => {
        const shop = openShop(world, events);
        world.process("runner", (me) => shop.run(me, events, { batchSize: 1 }));
        const story = "A process died and started again.";
        return { atTheEnd: () => shop.apart("sales", story) ?? shop.behind("sales", story) };
      },
      { faults: { crashes } },
    );
  await attack(
    (world) => {
      const shop = openShop(world, 1);
      world.process("runner", (me) => shop.run(me, 1, { projections: [sales, revenue] }));
      const story = "A process with two projections died and started again.";
      return {
        atTheEnd: () =>
          shop.apart("sales", story) ??
          shop.apart("revenue", story) ??
          shop.behind("sales", story) ??
          shop.behind("revenue", story),
      };
    },
    { faults: { crashes: 1 }, ...ONE_PROCESS },
  );
});

rule("lost-connection", ({ attack }) =>
  attack(
    (world) => {
      const shop = openShop(world, 2);
      world.process("runner", (me) => shop.run(me, 4, { batchSize: 1 }));
      const story = "The answer of a call was lost, and the next round went on.";
      return { atTheEnd: () => shop.apart("sales", story) ?? shop.behind("sales", story) };
    },
    { faults: { timeouts: 2 } },
  ),
);

rule("two-runners", async ({ attack }) => {
  const both = ["runner 1", "runner 2"];
  const story = "Two runners were at work at the same time.";
  // The very first batch: there is no checkpoint yet.
  await attack((world) => {
    const shop = openShop(world, 1);
    for (const name of both) world.process(name, (me) => shop.run(me, 1));
    return { atTheEnd: () => shop.apart("sales", story) ?? shop.behind("sales", story) };
  });
  // Later: there is one.
  await attack((world) => {
    const shop = openShop(world, 3, [{ projection: "sales", position: 1 }]);
    for (const name of both) world.process(name, (me) => shop.run(me, 2, { batchSize: 1 }));
    return { atTheEnd: () => shop.apart("sales", story) ?? shop.behind("sales", story) };
  });
  // The new version takes larger batches than the old one.
  await attack((world) => {
    const shop = openShop(world, 3, [{ projection: "sales", position: 1 }]);
    for (const [index, name] of both.entries()) world.process(name, (me) => shop.run(me, 1, { batchSize: index + 1 }));
    const sizes = "Two runners were at work at the same time, one with batches of 1 and one with batches of 2.";
    return { atTheEnd: () => shop.apart("sales", sizes) };
  });
  // A round that begins before the last one is over.
  await attack((world) => {
    const shop = openShop(world, 1);
    const findings = new Findings();
    const twice = "A round began before the one before it was over.";
    world.process("runner", async (me) => {
      const runner = me.exercise.createProjectionRunner(shop.ports(me));
      const rounds = await Promise.all([runner.runOnce(), runner.runOnce()]);
      const applied = rounds.flat().map((progress) => progress.applied);
      if (applied.reduce((sum, events) => sum + events, 0) !== 1)
        findings.note(
          `${twice} There was one event to apply, and this is how many each of the two says that it applied.`,
          {
            received: applied,
          },
        );
    });
    return { atTheEnd: () => shop.apart("sales", twice) ?? shop.behind("sales", twice) ?? findings.first };
  });
  // One after the other, and then the second one is stopped.
  await attack((world) => {
    const shop = openShop(world, 3);
    const findings = new Findings();
    const turns = "Two runners took turns, a round each. Then the second one was stopped, and the first one went on.";
    world.process("runner", async (me) => {
      const [first, second] = [1, 2].map(() => me.exercise.createProjectionRunner(shop.ports(me, { batchSize: 1 })));
      for (const runner of [first, second, first, first])
        if (runner !== undefined) await round(runner, findings, `${turns} Nothing failed, and a round rejected.`);
    });
    return { atTheEnd: () => shop.apart("sales", turns) ?? shop.behind("sales", turns) ?? findings.first };
  }, ONE_PROCESS);
  // One of the two dies.
  await attack(
    (world) => {
      const shop = openShop(world, 2, [{ projection: "sales", position: 1 }]);
      for (const name of both) world.process(name, (me) => shop.run(me, 1));
      const dies = "Two runners were at work, and one of them died and started again.";
      return { atTheEnd: () => shop.apart("sales", dies) ?? shop.behind("sales", dies) };
    },
    { faults: { crashes: 1 } },
  );
});

/** What projections fail with: what libraries throw, and what people throw. */
const FAILURES: readonly unknown[] = [
  new TypeError("Cannot read properties of undefined"),
  "no such article",
  new DatabaseError("23505", "There is a row with this key already."),
];

rule("one-fails", async ({ attack }) => {
  for (const failing of ["sales", "revenue"])
    for (const thrown of FAILURES)
      await attack((world) => {
        const shop = openShop(world, 3);
        const findings = new Findings();
        const well = failing === "sales" ? "revenue" : "sales";
        world.process("runner", async (me) => {
          let isMended = false;
          const projections = [sales, revenue].map((projection) =>
            watched(projection, (events) => {
              const isPoison = events.some(({ id }) => id === "evt-2");
              if (projection.name === failing && isPoison && !isMended) throw thrown;
            }),
          );
          const runner = me.exercise.createProjectionRunner(shop.ports(me, { projections, batchSize: 1 }));
          const rejects = `"${failing}" failed, and the round rejected: nobody is told how far the others have come.`;
          for (const number of [1, 2, 3]) {
            const progress = await round(runner, findings, rejects);
            const good = progress.find(({ projection }) => projection === well);
            const bad = progress.find(({ projection }) => projection === failing);
            if (shop.counted(well) !== number || good?.applied !== 1 || good.error !== undefined)
              findings.note(
                `"${failing}" fails at the second event, over and over. "${well}" should not notice. In round ${String(number)} it did not put in its event, or was told of as if it had not.`,
                { received: progress },
              );
            const place = shop.positionOf(1);
            if (number === 1) continue;
            if (shop.counted(failing) !== 1 || shop.position(failing) !== place)
              findings.note(
                `"${failing}" changed its rows and failed at the second event. The first one should be in and nothing else, and the checkpoint should be at the first.`,
                {
                  expected: { checkpoint: place, counted: 1 },
                  received: { checkpoint: shop.position(failing), counted: shop.counted(failing) },
                },
              );
            if (bad === undefined || bad.error !== thrown || bad.applied !== 0 || bad.position !== place)
              findings.note(
                `"${failing}" failed at the second event. The round should say so: with what was thrown as its error, with the place where it still is, and with nothing applied.`,
                { expected: { projection: failing, position: place, applied: 0, error: thrown }, received: bad },
              );
          }
          isMended = true;
          for (const _ of [1, 2]) await round(runner, findings, "It was mended, and the round rejected.");
        });
        const story = `"${failing}" failed at the second event of three, and was mended later.`;
        return {
          atTheEnd() {
            if (findings.first !== undefined) return findings.first;
            if (shop.database.openTransactions > 0)
              return { happened: `"${failing}" failed, and its transaction was never ended. It holds its locks.` };
            return shop.apart(failing, story) ?? shop.behind(failing, story);
          },
        };
      }, ONE_PROCESS);
});

rule("one-read-one-transaction", async ({ attack }) => {
  for (const isWell of [true, false])
    await attack((world) => {
      const shop = openShop(world, 5);
      const findings = new Findings();
      world.process("runner", async (me) => {
        const bill = new Bill();
        const projection = watched(sales, () => {
          if (!isWell) throw new Error("no such article");
        });
        const ports = shop.ports(me, { projections: [projection, revenue], batchSize: 3 });
        const runner = me.exercise.createProjectionRunner({
          ...ports,
          store: bill.store(ports.store),
          database: bill.database(ports.database),
        });
        const what = isWell ? "A round with two projections" : "A round with two projections, of which one failed,";
        for (const _ of isWell ? [1, 2, 3] : [1]) {
          bill.reads.length = 0;
          bill.transactions = 0;
          // Whether a round may reject where a projection failed is another rule's matter.
          const rejected = isWell ? findings : new Findings();
          await round(runner, rejected, "Nothing failed, and the round rejected.");
          if (bill.reads.length > 2)
            findings.note(`${what} read the log more than twice.`, { received: bill.reads.length });
          const most = Math.max(0, ...bill.reads);
          if (most > 3)
            findings.note(
              "A batch has at most 3 events, and the log was asked for more. After an outage it has a million to give.",
              { received: most === Infinity ? "no limit" : `a limit of ${String(most)}` },
            );
          if (bill.transactions > 2)
            findings.note(
              `${what} began more than two transactions. ${isWell ? "A transaction for each event is what makes a rebuild take a night." : "A batch that fails comes again in the next round."}`,
              { received: bill.transactions },
            );
        }
      });
      return { atTheEnd: () => findings.first };
    }, ONE_PROCESS);
});

import * as exercise from "#exercise/07-snapshots/3-snapshot-schema";
import { isNotImplemented, rulesFor, same, type Me } from "#spec";
import { Findings } from "./findings.ts";
import { LATER, openTable, snapshotOf, unnumbered, type Exercise, type Table, type Total } from "./schemas.ts";

const rule = rulesFor("snapshots/snapshot-schema", exercise);

/** Did it say that it is done? What a stub throws goes on to the judge. */
const resolves = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    return false;
  }
};

/** Ids and numbers that a key glued together of both could mistake for others. */
const STREAMS = ["order-1", "order-11", "order-1-2", "order-1-11", "1order-1", "11order-1", "1-order-1"];
const SCHEMAS = [1, 2, 11];

rule("own-comes-back", async ({ attack }) => {
  await attack((world) => {
    const table = openTable(world);
    const findings = new Findings();
    world.process("release 2", async (me) => {
      const snapshots = table.release(me, 2);
      findings.equal(await snapshots.load("order-1"), undefined, "The table is empty, and load gave something.");
      await snapshots.save(snapshotOf(2, 3));
      await snapshots.save(snapshotOf(2, 4, "order-2"));
      findings.equal(
        await table.release(me, 2).load("order-1"),
        snapshotOf(2, 3),
        "A snapshot was saved. Another process of the same release should load it again.",
      );
      await snapshots.save(snapshotOf(2, 6));
      findings.equal(
        await table.release(me, 2).load("order-1"),
        snapshotOf(2, 6),
        "Version 3 was saved, and version 6 later. load should give the newer one.",
      );
      // Behind the version of the other order, which has nothing to do with it.
      await snapshots.save(snapshotOf(2, 5, "order-2"));
      findings.equal(
        await snapshots.load("order-2"),
        snapshotOf(2, 5, "order-2"),
        "Of order-2, version 4 was saved, then version 6 of order-1, and then version 5 of order-2. load should give that.",
      );
      if (await resolves(table.outOfReach(me, 2).save(snapshotOf(2, 9))))
        findings.note(
          "The database did not answer, and save resolved all the same: nobody will ever load that snapshot.",
        );
    });
    return { atTheEnd: () => findings.first };
  });
  await attack((world) => {
    const table = openTable(
      world,
      STREAMS.map((streamId) => unnumbered(1, streamId)),
    );
    const findings = new Findings();
    world.process("releases", async (me) => {
      for (const schema of SCHEMAS)
        for (const streamId of STREAMS) await table.release(me, schema).save(snapshotOf(schema, 3, streamId));
      for (const schema of SCHEMAS)
        for (const streamId of STREAMS) {
          const isThere = table.has(schema, streamId);
          findings.equal(
            await table.release(me, schema).load(streamId),
            snapshotOf(schema, 3, streamId),
            `The schemas ${SCHEMAS.join(", ")} saved a snapshot each of ${STREAMS.join(", ")}, which have one without a schema, too. Schema ${String(schema)} does not load its own of ${streamId}${isThere ? ", although it is in the table" : ". It is not in the table any more: was it deleted, or is there another one that you give the same id?"}`,
          );
        }
      for (const streamId of STREAMS)
        if (!table.rows().some((row) => same(row, unnumbered(1, streamId))))
          findings.note(
            `The snapshot of ${streamId} without a schema is gone or changed. Its id is the stream's: is there another one that you give that id?`,
            { received: table.rows().find(({ id }) => id === streamId) },
          );
    });
    return { atTheEnd: () => findings.first };
  });
});

rule("another-schema-is-none", async ({ attack }) => {
  for (const others of [[1], [3], [1, 3]])
    await attack((world) => {
      const table = openTable(world);
      const findings = new Findings();
      world.process("releases", async (me) => {
        for (const other of others) await table.release(me, other).save(snapshotOf(other, 5));
        const before = table.rows();
        findings.equal(
          await table.release(me, 2).load("order-1"),
          undefined,
          `There are snapshots of schema ${others.join(" and ")}. Code of schema 2 asked, and was given something that its own code has never computed.`,
        );
        findings.equal(
          table.rows(),
          before,
          "Code of schema 2 loaded, and there were only snapshots of others. They are gone or changed now: each release takes away what the other one needs.",
        );
        await table.release(me, 2).save(snapshotOf(2, 4));
        findings.equal(
          await table.release(me, 2).load("order-1"),
          snapshotOf(2, 4),
          `There are snapshots of schema ${others.join(" and ")} at version 5. Schema 2 has saved one at version 4, which is the newest that it has. It should load that, as it was saved.`,
        );
      });
      return { atTheEnd: () => findings.first };
    });
  await attack((world) => {
    const table = openTable(world, [unnumbered(5)]);
    const findings = new Findings();
    world.process("release 1", async (me) => {
      findings.equal(
        await table.release(me, 1).load("order-1"),
        undefined,
        "There is a snapshot of a time before schemas. Code of schema 1 was given it, and nobody knows what computed it.",
      );
    });
    return { atTheEnd: () => findings.first };
  });
});

/** What a total must have since somebody changed it, and forgot to count. */
const hasDiscount = (value: unknown): value is Total =>
  typeof value === "object" && value !== null && "discount" in value;

/** A snapshot at this version that has the discount. */
const whole = (version: number) => {
  const { state, ...rest } = snapshotOf(2, version);
  return { ...rest, state: { ...state, discount: 7 } };
};

/** Leaves a row at version 5 that is no state for those who know of the discount. */
const leaveUnreadable = (table: Table, me: Me<Exercise>): Promise<void> => table.release(me, 2).save(snapshotOf(2, 5));

rule("no-partial-state", async ({ attack }) => {
  for (const version of [6, 5, 4])
    await attack((world) => {
      const table = openTable(world);
      const findings = new Findings();
      world.process("releases", async (me) => {
        await leaveUnreadable(table, me);
        const forgetful = table.release(me, 2, hasDiscount);
        findings.equal(
          await forgetful.load("order-1"),
          undefined,
          "A snapshot has the right number, and isState says that it is no state: its discount is missing. load handed it out.",
        );
        await forgetful.save(whole(version));
        findings.equal(
          await forgetful.load("order-1"),
          whole(version),
          `At version 5 there was a row of which isState said that it is no state. A whole one was saved at version ${String(version)}, and load does not give it${version === 6 ? "" : ": what nobody can read stands in its way, for as long as no newer one comes"}.`,
        );
      });
      return { atTheEnd: () => findings.first };
    });

  // What is done about a row that cannot be read must not hit one that can.
  for (const versions of [[6], [5], [4, 5], [4, 6]])
    await attack((world) => {
      const table = openTable(world);
      const findings = new Findings();
      const ready = 1_000;
      world.process("yesterday", (me) => leaveUnreadable(table, me));
      for (const version of versions)
        world.process(`process at version ${String(version)}`, async (me) => {
          await world.clock.for(me).sleep(ready);
          await table.release(me, 2, hasDiscount).save(whole(version));
        });
      if (versions.length === 1)
        world.process("reader", async (me) => {
          await world.clock.for(me).sleep(ready);
          await table.release(me, 2, hasDiscount).load("order-1");
        });
      world.process("later", async (me) => {
        await world.clock.for(me).sleep(LATER);
        findings.equal(
          await table.release(me, 2, hasDiscount).load("order-1"),
          whole(Math.max(...versions)),
          `At version 5 there was a row of which isState said that it is no state. ${
            versions.length === 1
              ? `Somebody loaded while another process saved a whole one at version ${String(versions[0])}, and that is gone.`
              : `Two processes saved whole ones, at versions ${versions.join(" and ")}, and the newer one is gone.`
          }`,
        );
      });
      return { atTheEnd: () => findings.first };
    });
});

rule("side-by-side", async ({ attack }) => {
  for (const crashes of [0, 1])
    await attack(
      (world) => {
        const table = openTable(world, [unnumbered(7)]);
        const findings = new Findings();
        const releases = [
          { number: 1, version: 9 },
          { number: 2, version: 4 },
        ];
        for (const { number, version } of releases)
          world.process(`release ${String(number)}`, async (me) => {
            const snapshots = table.release(me, number);
            await snapshots.save(snapshotOf(number, version));
            findings.equal(
              await snapshots.load("order-1"),
              snapshotOf(number, version),
              `Release ${String(number)} saved a snapshot at version ${String(version)}, while another release was running, and did not find it again: it will replay everything, with each load.`,
            );
          });
        world.process("later", async (me) => {
          await world.clock.for(me).sleep(LATER);
          for (const { number, version } of releases)
            findings.equal(
              await table.release(me, number).load("order-1"),
              snapshotOf(number, version),
              `Releases 1 and 2 were running at the same time, and each saved a snapshot. That of release ${String(number)} is not there any more, or is not its own.`,
            );
          if (!table.rows().some((row) => same(row, unnumbered(7))))
            findings.note(
              "The row of a release without a schema is gone or changed: that release may be running still.",
              { expected: unnumbered(7), received: table.rows() },
            );
        });
        return { atTheEnd: () => findings.first };
      },
      // Whoever locks before writing has many times the schedules, and nothing in them that the first ones lack.
      { faults: { crashes }, budget: 40_000, draws: 300 },
    );
});

rule("newest-wins", async ({ attack }) => {
  // Who dies saves again: a crash shows no more where a snapshot was there before, and costs 700 schedules.
  for (const before of [undefined, 1])
    await attack(
      (world) => {
        const table = openTable(world);
        const findings = new Findings();
        // A world begins with what somebody has saved; the ids are the learner's own.
        const ready = before === undefined ? 0 : 1_000;
        if (before !== undefined) world.process("yesterday", (me) => table.release(me, 1).save(snapshotOf(1, before)));
        for (const version of [3, 5])
          world.process(`process at version ${String(version)}`, async (me) => {
            if (ready > 0) await world.clock.for(me).sleep(ready);
            await table.release(me, 1).save(snapshotOf(1, version));
          });
        world.process("later", async (me) => {
          await world.clock.for(me).sleep(LATER);
          findings.equal(
            await table.release(me, 1).load("order-1"),
            snapshotOf(1, 5),
            "Two processes of one release saved a snapshot at versions 3 and 5 at the same moment. Afterwards, load should give that at version 5.",
          );
        });
        return { atTheEnd: () => findings.first };
      },
      { faults: { crashes: before === undefined ? 1 : 0 } },
    );
});

rule("removes-what-is-older", async ({ attack }) => {
  await attack((world) => {
    const table = openTable(world, [unnumbered(2), unnumbered(2, "order-2")]);
    const findings = new Findings();
    world.process("releases", async (me) => {
      for (const number of [2, 9, 10, 11])
        for (const streamId of ["order-1", "order-2"])
          await table.release(me, number).save(snapshotOf(number, 3, streamId));
      for (const number of [10, 11])
        if (!table.has(number, "order-1"))
          findings.note(
            `The schemas 2, 9, 10 and 11 saved snapshots of two orders, one after the other. That of schema ${String(number)} is not in the table any more, before anybody has called removeOlder.`,
            { received: table.rows() },
          );
      const removed = await table.release(me, 10).removeOlder();
      const left = [...new Set(table.rows().map(({ schema }) => schema ?? 0))].toSorted((one, other) => one - other);
      findings.equal(
        left,
        [10, 11],
        "There were snapshots without a schema, and of schemas 2, 9, 10 and 11. Code of schema 10 called removeOlder; in the end there are others left than those of 10 and 11.",
      );
      for (const number of [10, 11])
        for (const streamId of ["order-1", "order-2"])
          findings.equal(
            await table.release(me, number).load(streamId),
            snapshotOf(number, 3, streamId),
            `Code of schema 10 called removeOlder, which left the snapshots of 10 and 11. Then 10 and 11 loaded, and schema ${String(number)} was not given its snapshot of ${streamId}.`,
          );
      findings.equal(
        removed,
        6,
        "Two snapshots without a schema, two of schema 2 and two of schema 9 had to go. removeOlder did not say 6.",
      );
      findings.equal(
        await table.release(me, 10).removeOlder(),
        0,
        "Nothing older is left, and removeOlder says that it removed something.",
      );
    });
    return { atTheEnd: () => findings.first };
  });

  // A newer release cleans up while one of ours still runs: that costs its snapshots, and is no error.
  await attack((world) => {
    const table = openTable(world);
    const findings = new Findings();
    const ready = 1_000;
    world.process("yesterday", async (me) => {
      await table.release(me, 1).save(snapshotOf(1, 3));
      await table.release(me, 2).save(snapshotOf(2, 3));
    });
    world.process("release 1", async (me) => {
      await world.clock.for(me).sleep(ready);
      // Its row can go between two of its statements: who is told that by an error saves again with the next one.
      await resolves(table.release(me, 1).save(snapshotOf(1, 5)));
    });
    world.process("release 2", async (me) => {
      await world.clock.for(me).sleep(ready);
      await table.release(me, 2).removeOlder();
      findings.equal(
        await table.release(me, 2).load("order-1"),
        snapshotOf(2, 3),
        "Release 2 called removeOlder while release 1 saved, and has lost its own snapshot.",
      );
    });
    return { atTheEnd: () => findings.first };
  });
});

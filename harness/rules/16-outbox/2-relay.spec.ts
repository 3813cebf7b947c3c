import * as exercise from "#exercise/16-outbox/2-relay";
import { rulesFor, same } from "#spec";
import { aRow, LEASE_FOR, openOutbox, watchReads } from "./relays.ts";

const rule = rulesFor("outbox/relay", exercise);

rule("as-it-was-written", ({ attack }) =>
  attack((world) => {
    const rows = [aRow("m1", "order-1"), aRow("m2", "order-2")];
    const outbox = openOutbox(world, rows);
    world.process("relay", (me) => outbox.run(me));
    return {
      atTheEnd() {
        const records = outbox.broker.records();
        for (const [at, { id, key, message }] of rows.entries()) {
          const record = records.find(({ value }) => same(value, message));
          if (record === undefined)
            return {
              happened: `The broker has no record whose value is the message ${id} as it stands in the outbox.`,
              expected: message,
              received: records[at]?.value,
            };
          if (record.key !== key)
            return {
              happened: `${id} was published under another key than the outbox has.`,
              expected: key,
              received: record.key,
            };
        }
        return undefined;
      },
    };
  }),
);

rule("at-least-once", async ({ attack }) => {
  await attack(
    (world) => {
      const outbox = openOutbox(world, [aRow("m1")]);
      world.process("relay 1", (me) => outbox.run(me, { rounds: 2 }));
      world.process("relay 2", (me) => outbox.run(me));
      return { atTheEnd: () => outbox.lost() };
    },
    { faults: { crashes: 1 } },
  );
  await attack(
    (world) => {
      const outbox = openOutbox(world, [aRow("m1"), aRow("m2", "order-2")]);
      world.process("relay", (me) => outbox.run(me, { rounds: 3 }));
      return { atTheEnd: () => outbox.lost() };
    },
    { faults: { timeouts: 1, crashes: 1 } },
  );
});

rule("finds-late-commits", ({ attack }) =>
  attack((world) => {
    const outbox = openOutbox(world, []);
    for (const number of ["1", "2"])
      world.process(`shop ${number}`, (me) =>
        outbox.database.for(me).transaction(async (tx) => {
          await tx.insert("outbox", { ...aRow(`m${number}`, `order-${number}`), publishedAt: null });
        }),
      );
    world.process("relay", (me) => outbox.run(me, { rounds: 2 }));
    return { atTheEnd: () => outbox.lost() };
  }),
);

rule("one-relay-at-a-time", ({ attack }) =>
  attack((world) => {
    const outbox = openOutbox(world, [aRow("m1"), aRow("m2")]);
    for (const name of ["relay 1", "relay 2"]) world.process(name, (me) => outbox.run(me, { rounds: 2, batchSize: 1 }));
    return {
      atTheEnd() {
        const sent = outbox.sent();
        const twice = sent.find((id, at) => sent.indexOf(id) !== at);
        if (twice === undefined) return outbox.lost();
        return { happened: `Nobody crashed and nothing failed, and ${twice} was published twice.`, received: sent };
      },
    };
  }),
);

rule("first-publications-in-order", async ({ attack }) => {
  // One relay, and no trouble at all.
  await attack((world) => {
    const outbox = openOutbox(world, [aRow("m1"), aRow("m2")]);
    world.process("relay", (me) => outbox.run(me));
    return { atTheEnd: () => outbox.overtaken("One relay was at work and nothing failed") };
  });
  // Two relays, one message each.
  await attack((world) => {
    const outbox = openOutbox(world, [aRow("m1"), aRow("m2")]);
    for (const name of ["relay 1", "relay 2"]) world.process(name, (me) => outbox.run(me, { batchSize: 1 }));
    return { atTheEnd: () => outbox.overtaken("Two relays were at work") };
  });
  // A call fails.
  await attack(
    (world) => {
      const outbox = openOutbox(world, [aRow("m1"), aRow("m2")]);
      world.process("relay", (me) => outbox.run(me, { rounds: 2 }));
      return { atTheEnd: () => outbox.overtaken("One call failed") };
    },
    { faults: { timeouts: 1 } },
  );
  // One relay is so slow that another one takes over from it.
  await attack(
    (world) => {
      const outbox = openOutbox(world, [aRow("m1"), aRow("m2")]);
      for (const name of ["relay 1", "relay 2"]) world.process(name, (me) => outbox.run(me, { rounds: 2 }));
      return { atTheEnd: () => outbox.overtaken("One relay was so slow that another one took over") };
    },
    { faults: { delays: 1 } },
  );
});

rule("takes-over", ({ attack }) =>
  attack(
    (world) => {
      const outbox = openOutbox(world, [aRow("m1")]);
      // Whoever is in the middle of it dies for good; the other one comes back.
      world.process("relay 1", (me) => outbox.run(me), { restarts: false });
      world.process("relay 2", (me) => outbox.run(me, { rounds: 2 }));
      return { atTheEnd: () => outbox.lost() };
    },
    { faults: { crashes: 1 } },
  ),
);

rule("bounded-batch", ({ attack }) =>
  attack((world) => {
    const outbox = openOutbox(world, [aRow("m1"), aRow("m2", "order-2"), aRow("m3"), aRow("m4"), aRow("m5")]);
    let mostRead = 0;
    const rounds: number[] = [];
    const said: number[] = [];
    world.process("relay", async (me) => {
      const ports = outbox.ports(me);
      const database = watchReads(ports.database, (rows) => {
        mostRead = Math.max(mostRead, rows);
      });
      const relay = me.exercise.createOutboxRelay({ ...ports, database });
      for (let round = 1; round <= 6; round += 1) {
        // Whoever does not keep the lease may have to wait for it.
        if (round > 1) await world.clock.for(me).sleep(LEASE_FOR + 1);
        const before = outbox.sent().length;
        said.push(await relay.publishBatch());
        rounds.push(outbox.sent().length - before);
      }
    });
    return {
      atTheEnd() {
        if (rounds.some((published) => published > 2))
          return {
            happened: "The batch size is 2, and a round published more.",
            expected: "at most 2 in each round",
            received: rounds,
          };
        if (mostRead > 2)
          return {
            happened: `The batch size is 2, and one query read ${String(mostRead)} rows of the outbox. With a million waiting, it reads a million.`,
            expected: 2,
            received: mostRead,
          };
        if (same(said, rounds)) return outbox.lost();
        return {
          happened: "publishBatch did not say how many messages it had published.",
          expected: rounds,
          received: said,
        };
      },
    };
  }),
);

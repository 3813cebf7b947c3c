import * as exercise from "#exercise/16-outbox/4-purge";
import { rulesFor, same } from "#spec";
import { openOutbox, purgeable } from "./purges.ts";

const rule = rulesFor("outbox/purge", exercise);

rule("keeps-what-is-not-published", ({ attack }) =>
  attack((world) => {
    const outbox = openOutbox(world, [
      purgeable("m1", { created: 900 }),
      purgeable("m2", { created: 900, published: 800 }),
      purgeable("m3", { created: 1 }),
    ]);
    world.process("clean-up", (me) => outbox.purge(me));
    return {
      atTheEnd() {
        const lost = ["m1", "m3"].find((id) => !outbox.ids().includes(id));
        if (lost === undefined) return undefined;
        return { happened: `${lost} was never published, and the clean-up has removed it.`, received: outbox.ids() };
      },
    };
  }),
);

rule("keeps-what-is-parked", ({ attack }) =>
  attack((world) => {
    const outbox = openOutbox(world, [
      purgeable("m1", { created: 900, parked: 899 }),
      // Published, and parked afterwards: a person wanted to look into it.
      purgeable("m2", { created: 900, published: 800, parked: 700 }),
      purgeable("m3", { created: 900, published: 800 }),
    ]);
    world.process("clean-up", (me) => outbox.purge(me));
    return {
      atTheEnd() {
        const lost = ["m1", "m2"].find((id) => !outbox.ids().includes(id));
        if (lost === undefined) return undefined;
        return { happened: `${lost} was parked, and the clean-up has removed it.`, received: outbox.ids() };
      },
    };
  }),
);

rule("keeps-the-window", ({ attack }) =>
  attack((world) => {
    const outbox = openOutbox(world, [
      purgeable("m1", { created: 900, published: 1 }),
      purgeable("m2", { created: 30, published: 23 }),
      purgeable("m3", { created: 30, published: 25 }),
    ]);
    world.process("clean-up", (me) => outbox.purge(me));
    return {
      atTheEnd() {
        const [lost] = [
          ["m1", "one hour", "900 hours"],
          ["m2", "23 hours", "30 hours"],
        ].filter(([id = ""]) => !outbox.ids().includes(id));
        if (lost === undefined) return undefined;
        const [id, published, created] = lost;
        return {
          happened: `What is published stays for 24 hours. ${id} was created ${created} ago and published ${published} ago, and the clean-up has removed it.`,
          received: outbox.ids(),
        };
      },
    };
  }),
);

rule("removes-the-rest", ({ attack }) =>
  attack((world) => {
    const outbox = openOutbox(world, [
      ...["m1", "m2", "m3", "m4", "m5"].map((id) => purgeable(id, { created: 30, published: 25 })),
      purgeable("m6", { created: 30 }),
    ]);
    const answers: (number | undefined)[] = [];
    world.process("clean-up", async (me) => {
      answers.push(await outbox.purge(me));
      answers.push(await outbox.purge(me));
    });
    return {
      atTheEnd() {
        if (!same(outbox.ids(), ["m6"]))
          return {
            happened:
              "Five rows were published longer ago than they are kept, in batches of two. The clean-up ran twice, and left some of them.",
            expected: ["m6"],
            received: outbox.ids(),
          };
        if (same(answers, [5, 0])) return undefined;
        return {
          happened: "Five rows had to go. The clean-up did not say 5, and 0 when it ran again.",
          expected: [5, 0],
          received: answers,
        };
      },
    };
  }),
);

rule("in-batches", ({ attack }) =>
  attack((world) => {
    const rows = ["m1", "m2", "m3", "m4", "m5"].map((id) => purgeable(id, { created: 30, published: 25 }));
    const outbox = openOutbox(world, rows);
    let mostRead = 0;
    let before = rows.length;
    world.process("clean-up", (me) =>
      outbox.purge(me, (read) => {
        mostRead = Math.max(mostRead, read);
      }),
    );
    return {
      always() {
        const gone = before - outbox.ids().length;
        before = outbox.ids().length;
        if (gone <= 2) return undefined;
        return {
          happened: `The batch size is 2, and ${String(gone)} rows disappeared at one moment.`,
          expected: 2,
          received: gone,
        };
      },
      atTheEnd: () =>
        mostRead <= 2
          ? undefined
          : {
              happened: `The batch size is 2, and one query read ${String(mostRead)} rows.`,
              expected: 2,
              received: mostRead,
            },
    };
  }),
);

rule("beside-others", async ({ attack }) => {
  // Somebody wants a message published again, while the clean-up is at work.
  await attack(
    (world) => {
      const outbox = openOutbox(world, [
        purgeable("m1", { created: 30, published: 25 }),
        purgeable("m2", { created: 30, published: 25 }),
        purgeable("m3", { created: 30, published: 25 }),
      ]);
      let setBack = 0;
      world.process("operator", async (me) => {
        // After a crash there may be nothing left to set back.
        setBack += await outbox.database.for(me).update("outbox", { publishedAt: null }, { id: "m2" });
      });
      world.process("clean-up", (me) => outbox.purge(me));
      return {
        atTheEnd() {
          const left = outbox.ids();
          if (setBack > 0 && !left.includes("m2"))
            return {
              happened: "m2 was set back to be published again, and then the clean-up removed it.",
              received: left,
            };
          const due = left.filter((id) => id !== "m2");
          return due.length === 0
            ? undefined
            : { happened: "The clean-up has run to its end, and rows that had to go are still there.", received: due };
        },
      };
    },
    { faults: { crashes: 1 } },
  );
  // Two clean-ups, and a message that is published just then.
  await attack((world) => {
    const outbox = openOutbox(world, [
      purgeable("m1", { created: 30, published: 25 }),
      purgeable("m2", { created: 30, published: 25 }),
      purgeable("m3", { created: 900 }),
    ]);
    const counts: (number | undefined)[] = [];
    for (const name of ["clean-up 1", "clean-up 2"])
      world.process(name, async (me) => void counts.push(await outbox.purge(me)));
    world.process("relay", async (me) => {
      const publishedAt = world.clock.for(me).now();
      await outbox.database.for(me).update("outbox", { publishedAt }, { id: "m3" });
    });
    return {
      atTheEnd() {
        if (!same(outbox.ids(), ["m3"]))
          return {
            happened: "Two clean-ups and a relay that marks m3 have run. m1 and m2 should be gone, and m3 be there.",
            expected: ["m3"],
            received: outbox.ids(),
          };
        if (counts.includes(undefined)) return undefined;
        const total = counts.reduce<number>((sum, count = 0) => sum + count, 0);
        return total === 2
          ? undefined
          : {
              happened: "Two rows were removed, and together the two clean-ups counted another number.",
              expected: 2,
              received: total,
            };
      },
    };
  });
});

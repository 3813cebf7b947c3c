import { describe, expect, test } from "vitest";
import type { Scene } from "../../harness/world/explore-program.ts";
import { cellIn } from "./support/cells.ts";
import { explore, story } from "./support/explore.ts";

describe("a crash", () => {
  test("falls before and after every effect, and once more while the process recovers", async () => {
    const seen = new Set<string>();
    const scene: Scene<unknown> = (world) => {
      const log: string[] = [];
      const cell = cellIn(world, "cell", "");
      const process = world.process("a", async (me) => {
        for (const step of ["x", "y"]) {
          await cell.write(me, step);
          log.push(`${step}${String(me.life)}`);
        }
      });
      return {
        atTheEnd: () => {
          seen.add(`${String(process.lives)} ${log.join(" ")}`);
          return undefined;
        },
      };
    };
    await explore(scene, { faults: { crashes: 2 }, prune: false });
    // What the process saw before it died: the write that was not answered is not among it.
    expect([...seen].toSorted()).toEqual([
      "1 x1 y1",
      "2 x1 x2 y2",
      "2 x2 y2",
      "3 x1 x2 x3 y3",
      "3 x1 x3 y3",
      "3 x2 x3 y3",
      "3 x3 y3",
    ]);
  });

  test("never runs the process's own catch and finally, and the dead cannot reach the world", async () => {
    const after: string[] = [];
    const scene: Scene<unknown> = (world) => {
      const cell = cellIn(world, "cell", 0);
      world.process(
        "a",
        async (me) => {
          try {
            await cell.write(me, 1);
            await cell.write(me, 2);
          } catch {
            after.push("catch");
          } finally {
            if (cell.value !== 2) after.push("finally");
            await cell.write(me, 9);
          }
        },
        { restarts: false },
      );
      return { atTheEnd: () => (cell.value === 9 || after.length === 0 ? undefined : { happened: "ran on" }) };
    };
    expect(await explore(scene, { faults: { crashes: 1 } })).toMatchObject({ kind: "held" });
    expect(after).toEqual([]);
  });

  test("gives every life a module of its own", async () => {
    const scene: Scene<{ calls: number }> = (world) => {
      const cell = cellIn(world, "cell", 0);
      let broken = false;
      world.process("a", async (me) => {
        me.exercise.calls += 1;
        if (me.exercise.calls !== 1) broken = true;
        await cell.write(me, 1);
      });
      return { atTheEnd: () => (broken ? { happened: "a module was used twice" } : undefined) };
    };
    const found = await explore(scene, { faults: { crashes: 2 } }, () => ({ calls: 0 }));
    expect(found.kind).toBe("held");
  });
});

describe("time", () => {
  const timeout: Scene<unknown> = (world) => {
    const bank = world.service<{ amount: number }, string>("bank", { handle: () => "paid" });
    const charged: string[] = [];
    world.process("shop", async (me) => {
      const clock = world.clock.for(me);
      const answer = await Promise.race([bank.for(me).call({ amount: 700 }), clock.sleep(1000).then(() => "gave up")]);
      charged.push(answer);
    });
    return {
      atTheEnd: () =>
        charged[0] === "gave up" && bank.handled.length === 1
          ? { happened: "The shop gave up on a payment that was made." }
          : undefined,
    };
  };

  test("only passes when nobody can go on", async () => {
    expect(story(await explore(timeout))).toEqual(["held under all 1"]);
  });

  test("passes early as a fault: someone was slow", async () => {
    expect(story(await explore(timeout, { faults: { delays: 1 } }))).toMatchInlineSnapshot(`
      [
        "shop: 1000 ms have passed (something else was slow)",
        "shop -> bank: call with { amount: 700 }: paid",
        "shop: broken: The shop gave up on a payment that was made.",
        "1 faults, 0 switches, 2 steps",
      ]
    `);
  });

  test("ends a loop that polls for ever", async () => {
    let polls = 0;
    const scene: Scene<unknown> = (world) => {
      polls = 0;
      world.process("poller", async (me) => {
        for (;;) {
          polls += 1;
          await world.clock.for(me).sleep(100);
        }
      });
      return {};
    };
    expect(await explore(scene, { until: 1000 })).toMatchObject({ kind: "held", explored: { complete: true } });
    expect(polls).toBe(11);
  });

  test("a cancelled timer never fires", async () => {
    const fired: string[] = [];
    const scene: Scene<unknown> = (world) => {
      world.process("a", async (me) => {
        const clock = world.clock.for(me);
        const timer = clock.start(100, () => fired.push("cancelled"));
        clock.start(200, () => fired.push("kept"));
        timer.cancel();
        await clock.sleep(300);
      });
      return {};
    };
    await explore(scene);
    expect(new Set(fired)).toEqual(new Set(["kept"]));
  });
});

describe("a remote call", () => {
  const charging =
    (key: (attempt: number) => string): Scene<unknown> =>
    (world) => {
      const bank = world.service<{ amount: number }, string>("bank", { handle: () => "paid" });
      world.process("shop", async (me) => {
        for (let attempt = 1; attempt <= 3; attempt += 1) {
          try {
            await bank.for(me).call({ amount: 700 }, { idempotencyKey: key(attempt) });
            return;
          } catch {
            // Try again.
          }
        }
      });
      return {
        atTheEnd: () =>
          bank.handled.length === 1 ? undefined : { happened: `${String(bank.handled.length)} charges for one order.` },
      };
    };

  test("times out after its effect: a key for each attempt charges twice", async () => {
    const found = await explore(
      charging((attempt) => `order-1-${String(attempt)}`),
      { faults: { timeouts: 1 } },
    );
    expect(story(found)).toMatchInlineSnapshot(`
      [
        "shop -> bank: call with { amount: 700 }, key order-1-1 (it takes place, and the answer is lost)",
        "shop -> bank: call with { amount: 700 }, key order-1-2: paid",
        "shop: broken: 2 charges for one order.",
        "1 faults, 0 switches, 2 steps",
      ]
    `);
  });

  test("with one key for the order, charges once", async () => {
    const found = await explore(
      charging(() => "order-1"),
      { faults: { timeouts: 2 } },
    );
    expect(found).toMatchObject({ kind: "held", explored: { complete: true } });
  });
});

describe("a message to a broker that does not confirm", () => {
  const sending =
    (confirms: boolean): Scene<unknown> =>
    (world) => {
      const broker = world.queues("broker", { confirms }).declare("shop");
      world.process("shop", (me) => broker.for(me).send("shop", { messageId: "m1", body: {} }));
      return { atTheEnd: () => (broker.sent("shop").length === 1 ? undefined : { happened: "m1 was lost." }) };
    };

  test("is lost on its way, and nobody is told", async () => {
    expect(story(await explore(sending(false), { faults: { drops: 1 } }))).toEqual([
      "shop -> broker: lost: send m1 to shop (lost on its way, and nobody is told)",
      "shop: broken: m1 was lost.",
      "1 faults, 0 switches, 1 steps",
    ]);
  });

  test("is safe where the broker confirms", async () => {
    expect((await explore(sending(true), { faults: { drops: 1 } })).kind).toBe("held");
  });
});

describe("a process that gets stuck", () => {
  test("is told by what it waits for", async () => {
    const scene: Scene<unknown> = (world) => {
      const database = world.database<{ stock: { id: string } }>("database", { tables: { stock: {} } });
      database.fill("stock", [{ id: "mug" }]);
      world.process("forgetful", async (me) => {
        const tx = await database.for(me).begin();
        await tx.select("stock", { forUpdate: true });
      });
      world.process("patient", (me) => database.for(me).delete("stock", { id: "mug" }));
      return {};
    };
    expect(story(await explore(scene))).toMatchInlineSnapshot(`
      [
        "forgetful -> database: select from stock for update: mug",
        "patient: broken: patient waits for ever: it wants to delete from stock where id = mug, and nobody is left who could make room for it.",
        "0 faults, 0 switches, 1 steps",
      ]
    `);
  });

  test("is told when nothing could ever wake it", async () => {
    const scene: Scene<unknown> = (world) => {
      world.process("lost", () => new Promise<void>(() => undefined));
      return {};
    };
    expect(await explore(scene)).toMatchObject({ counterexample: { broken: { kind: "never-settles" } } });
  });

  test("is told by its error where it throws", async () => {
    const scene: Scene<unknown> = (world) => {
      world.process("a", () => Promise.reject(new RangeError("no such order")));
      return {};
    };
    expect(await explore(scene)).toMatchObject({
      counterexample: { broken: { kind: "threw", happened: "a failed: RangeError: no such order." } },
    });
  });
});

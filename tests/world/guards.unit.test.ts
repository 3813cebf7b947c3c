import { afterEach, describe, expect, test } from "vitest";
import { NotImplemented } from "../../src/kit/index.ts";
import type { Scene } from "../../harness/world/explore-program.ts";
import { cellIn } from "./support/cells.ts";
import { explore, story } from "./support/explore.ts";

const doing =
  (work: () => unknown): Scene<unknown> =>
  (world) => {
    const cell = cellIn(world, "cell", 0);
    world.process("a", async (me) => {
      await cell.write(me, 1);
      work();
      await cell.write(me, 2);
    });
    return {};
  };

describe("what goes round the ports is named:", () => {
  test.each<[string, () => unknown]>([
    ["Date.now()", () => Date.now()],
    ["new Date()", () => new Date()],
    ["Date()", () => Date()],
    ["Math.random()", () => Math.random()],
    ["setTimeout", () => setTimeout(() => undefined, 0)],
    ["setImmediate", () => setImmediate(() => undefined)],
    ["process.nextTick", () => process.nextTick(() => undefined)],
    ["crypto", () => crypto.randomUUID()],
    ["performance", () => performance.now()],
  ])("%s", async (call, work) => {
    const found = await explore(doing(work));
    expect(found).toMatchObject({ kind: "broken", counterexample: { broken: { kind: "round-the-ports" } } });
    expect(found.kind === "broken" ? found.counterexample.broken.happened : "").toContain(`called ${call}, which`);
  });

  test("at the top of a module as well", async () => {
    const found = await explore(
      doing(() => undefined),
      {},
      () => ({ started: Date.now() }),
    );
    expect(found).toMatchObject({ counterexample: { broken: { kind: "round-the-ports" } } });
  });

  test.each(["atTheEnd", "always"] as const)(
    "what %s throws ends the attack, and everything is put back",
    async (when) => {
      const before = [Math.random, process.nextTick];
      const fails = new TypeError("There is no such row.");
      const attack = explore((world) => {
        const cell = cellIn(world, "cell", 0);
        world.process("a", (me) => cell.write(me, 1));
        return {
          [when]: () => {
            throw fails;
          },
        };
      });
      await expect(attack).rejects.toBe(fails);
      expect([Math.random, process.nextTick]).toEqual(before);
    },
  );

  test("and everything is as before when it is over", async () => {
    const before = [
      Date,
      setTimeout,
      process.nextTick,
      Math.random,
      Object.getOwnPropertyDescriptor(globalThis, "crypto"),
    ];
    await explore(doing(() => undefined));
    expect([
      Date,
      setTimeout,
      process.nextTick,
      Math.random,
      Object.getOwnPropertyDescriptor(globalThis, "crypto"),
    ]).toEqual(before);
    expect(new Date(0).getTime()).toBe(0);
  });

  test("a date that is given its time is fine", async () => {
    expect((await explore(doing(() => new Date(0).toISOString()))).kind).toBe("held");
  });
});

describe("hidden state", () => {
  afterEach(() => void Reflect.deleteProperty(globalThis, "eventlingsTest"));

  test("that changes what is done is named by its first step", async () => {
    const scene: Scene<unknown> = (world) => {
      const cell = cellIn(world, "cell", 0);
      world.process("a", async (me) => {
        const count = Number(Reflect.get(globalThis, "eventlingsTest") ?? 0) + 1;
        Reflect.set(globalThis, "eventlingsTest", count);
        await cell.write(me, count);
      });
      return {};
    };
    expect(story(await explore(scene))).toEqual([
      "hidden state: At step 1, the first time: a to cell, write 1; the second time: a to cell, write 2.",
    ]);
  });

  test("that shows only under some schedules is found there", async () => {
    let handled = 0;
    const scene: Scene<unknown> = (world) => {
      const cell = cellIn(world, "cell", "");
      for (const name of ["a", "b"])
        world.process(name, async (me) => {
          const value = await cell.read(me);
          await cell.write(me, name);
          if (value === "b") handled += 1;
          if (handled > 0) await cell.write(me, "again");
        });
      return {};
    };
    expect((await explore(scene, { prune: false })).kind).toBe("hidden-state");
  });
});

test("a promise that rejects while nobody waits is told with its schedule", async () => {
  const scene: Scene<unknown> = (world) => {
    const cell = cellIn(world, "cell", 0);
    for (const name of ["a", "b"])
      world.process(name, async (me) => {
        const value = await cell.read(me);
        if (value === 1) void Promise.reject(new Error("too late"));
        await cell.write(me, value + 1);
      });
    return {};
  };
  const found = await explore(scene);
  expect(story(found)).toMatchInlineSnapshot(`
    [
      "a -> cell: read: 0",
      "a -> cell: write 1",
      "b -> cell: read: 1",
      "b: broken: A promise rejected and nobody was waiting for it: Error: too late. Await every promise, or handle its rejection: in production, Node ends the process here.",
      "0 faults, 1 switches, 3 steps",
    ]
  `);
});

test("code that is not written yet is not a failure", async () => {
  expect(
    story(
      await explore(
        doing(() => {
          throw new NotImplemented("the relay");
        }),
      ),
    ),
  ).toEqual(["unwritten: the relay is not written yet."]);
});

test("the console is silent under many schedules and speaks in the one that is shown", async () => {
  const printed: unknown[] = [];
  const { log } = console;
  console.log = (text: unknown) => void printed.push(text);
  try {
    const scene: Scene<unknown> = (world) => {
      const cell = cellIn(world, "cell", 0);
      for (const name of ["a", "b"])
        world.process(name, async (me) => {
          const value = await cell.read(me);
          console.log(`${name} read ${String(value)}`);
          await cell.write(me, value + 1);
        });
      return { atTheEnd: () => (cell.value === 2 ? undefined : { happened: "lost" }) };
    };
    await explore(scene);
  } finally {
    console.log = log;
  }
  expect(printed).toEqual(["a read 0", "b read 0"]);
});

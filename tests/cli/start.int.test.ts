import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Key } from "../../src/cli/keys.ts";
import { startCommand } from "../../src/cli/start.ts";
import type { Person } from "../../src/cli/start/person.ts";
import { openProgress } from "../../src/progress/index.ts";
import { smallCourse } from "../support/course.ts";
import { fakeIo, type FakeIo } from "../support/fake-io.ts";

/** Runs `start` with someone who presses these keys; where they lead and what was shown. */
async function start(root: string, io: FakeIo, keys: readonly Key[] = []) {
  const waiting = [...keys];
  const screens: string[] = [];
  const doors: string[] = [];
  let left = false;
  const person: Person = {
    press(render) {
      screens.push(render());
      const key = waiting.shift();
      if (key === undefined) throw new Error(`Nothing more was pressed at:\n${screens.at(-1) ?? ""}`);
      return Promise.resolve(key);
    },
    lend: (work) => work(),
    leave: () => void (left = true),
  };
  const command = startCommand(
    () => Promise.resolve(person),
    () => ({
      watch: (id) => Promise.resolve(doors.push(`watch ${id}`)).then(() => 0),
      quiz: () => Promise.resolve(doors.push("quiz")).then(() => 0),
      read: (lesson) => Promise.resolve(doors.push(`read ${lesson}`)).then(() => 0),
    }),
  );
  const code = await command([], { root, io });
  return { code, screens, doors, left: () => left };
}

/** A course that has been opened before. */
async function known(): Promise<string> {
  const root = smallCourse();
  await start(root, fakeIo());
  return root;
}

test("without a terminal it says where you are and what to type, and asks nothing", async () => {
  const root = smallCourse();
  const io = fakeIo();
  const { code, screens } = await start(root, io);
  expect(code).toBe(0);
  expect(screens).toEqual([]);
  expect(existsSync(join(root, "workspace", "04-store", "1-append.ts"))).toBe(true);
  expect(io.out()).toMatchInlineSnapshot(`
    "An exercise is one file with gaps, in the folder workspace, and a list of
    promises that your code must keep. Write in any editor; each save is judged
    while \`npm run watch\` is running. What was judged is kept.

    Eventlings: event-driven architecture, one exercise at a time

    Passed: 0 of 2 exercises (core track: 0 of 2).

    Next: 4.1 A store in memory
          store/append · core · interview · 20 minutes
          workspace/04-store/1-append.ts

    The folder workspace was made: it holds a file for each exercise, and it is
    yours.

    npm run watch store/append            judge it at each save
    npm run read store                    read its guide
    npm run hint store/append             the next hint
    npm run quiz                          rapid fire, review, mock interview
    npm run list                          all lessons and exercises
    npm run help                          all commands"
  `);
});

test("the second time it is short", async () => {
  const root = await known();
  const io = fakeIo();
  await start(root, io);
  expect(io.out()).not.toContain("An exercise is one file with gaps");
  expect(io.out()).not.toContain("was made");
});

test("it fits 40 columns", async () => {
  const io = fakeIo({ columns: 40 });
  await start(smallCourse(), io);
  const tooLong = io
    .out()
    .split("\n")
    .filter((line) => line.length > 40);
  expect(tooLong).toEqual([]);
});

test("it says how far the exercise is that you are at", async () => {
  const root = await known();
  openProgress(root).record({
    type: "AttemptChecked",
    data: {
      exercise: "views/order-view",
      attempt: "a".repeat(64),
      status: "fail",
      passed: ["first"],
      failed: ["second"],
      todo: [],
    },
  });
  const io = fakeIo();
  await start(root, io);
  expect(io.out()).toContain("Next: 9.1 A view of orders");
  expect(io.out()).toContain("failing: 1 of 2 promises kept at the last check");
});

test("when everything is passed it says so", async () => {
  const root = await known();
  const progress = openProgress(root);
  for (const exercise of ["store/append", "views/order-view"])
    progress.record({ type: "ExercisePassed", data: { exercise, attempt: "a".repeat(64) } });
  const io = fakeIo();
  await start(root, io);
  expect(io.out()).toContain("You have passed everything that is written.");
});

test("whoever is new gets the tour first, and can go back in it", async () => {
  const { screens, code } = await start(smallCourse(), fakeIo({ interactive: true }), [
    "space",
    "b",
    "x",
    "x",
    "x",
    "x",
    "q",
  ]);
  expect(screens.map((screen) => screen.split("\n")[0])).toEqual([
    "Welcome to Eventlings",
    "Your files",
    "Welcome to Eventlings",
    "Your files",
    "Save, and see",
    "Nothing gets lost",
    "Eventlings: event-driven architecture, one exercise at a time",
  ]);
  expect(code).toBe(0);
});

test("the tour can be skipped, and taken again", async () => {
  const { screens } = await start(smallCourse(), fakeIo({ interactive: true }), ["s", "t", "escape", "q"]);
  expect(screens.filter((screen) => screen.startsWith("Welcome"))).toHaveLength(2);
});

test("c goes on with the exercise that is next", async () => {
  const { doors, left } = await start(await known(), fakeIo({ interactive: true }), ["c"]);
  expect(doors).toEqual(["watch store/append"]);
  expect(left()).toBe(true);
});

test("r reads the guide and comes back", async () => {
  const { doors, code } = await start(await known(), fakeIo({ interactive: true }), ["r", "q"]);
  expect(doors).toEqual(["read store"]);
  expect(code).toBe(0);
});

test("z opens the quiz and comes back", async () => {
  const { doors, code } = await start(await known(), fakeIo({ interactive: true }), ["z", "q"]);
  expect(doors).toEqual(["quiz"]);
  expect(code).toBe(0);
});

test("b browses: what is typed narrows the list down, enter goes there", async () => {
  const { doors, screens } = await start(await known(), fakeIo({ interactive: true }), ["b", "down", "enter"]);
  expect(doors).toEqual(["watch views/order-view"]);
  expect(screens[1]).toContain("> · open    4.1  A store in memory");
  expect(screens[2]).toContain("> · open    9.1  A view of orders");
  const typed = await start(await known(), fakeIo({ interactive: true }), ["b", "v", "i", "enter"]);
  expect(typed.doors).toEqual(["watch views/order-view"]);
});

test("a name that fits nothing says so, and escape comes back", async () => {
  const { screens, doors } = await start(await known(), fakeIo({ interactive: true }), [
    "b",
    "z",
    "enter",
    "escape",
    "q",
  ]);
  expect(screens[2]).toContain("No exercise that is written has that in its number, id or title.");
  expect(doors).toEqual([]);
});

test.each([[["ctrl-c"]], [["b", "ctrl-c"]], [["t", "ctrl-c"]]])(
  "Ctrl-C leaves from anywhere with code 130: %j",
  async (keys) => {
    const { code, left } = await start(await known(), fakeIo({ interactive: true }), keys);
    expect(code).toBe(130);
    expect(left()).toBe(true);
  },
);

test("an argument that it does not take is refused in a sentence", async () => {
  const command = startCommand(
    () => Promise.reject(new Error("nobody is here")),
    () => ({ watch: () => Promise.resolve(0), read: () => Promise.resolve(0), quiz: () => Promise.resolve(0) }),
  );
  await expect(command(["--fast"], { root: smallCourse(), io: fakeIo() })).rejects.toThrow(/--fast/);
});

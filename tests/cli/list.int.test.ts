import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/cli/errors.ts";
import { run } from "../../src/cli/list.ts";
import { openProgress } from "../../src/progress/index.ts";
import { smallCourse, write } from "../support/course.ts";
import { fakeIo, type FakeIo } from "../support/fake-io.ts";

async function list(root: string, ...args: readonly string[]): Promise<FakeIo> {
  const io = fakeIo();
  expect(await run(args, { root, io })).toBe(0);
  return io;
}

/** Ids and states of what `list --json` prints. */
async function listed(root: string, ...args: readonly string[]): Promise<unknown> {
  const { lessons } = JSON.parse((await list(root, "--json", ...args)).out()) as {
    lessons: { exercises: { id: string; state: string }[] }[];
  };
  return lessons.flatMap(({ exercises }) => exercises.map(({ id, state }) => `${id} ${state}`));
}

describe("list", () => {
  test("prints the course as JSON, with counts of what is kept", async () => {
    const io = await list(smallCourse(), "--json");
    expect(JSON.parse(io.out())).toEqual({
      lessons: [
        {
          number: 4,
          slug: "store",
          title: "The store",
          exercises: [
            {
              id: "store/append",
              number: 1,
              title: "A store in memory",
              track: "core",
              interview: true,
              minutes: 20,
              state: "untouched",
              rules: 2,
              mistakes: 1,
              alternatives: 0,
            },
            {
              id: "store/retry",
              number: 2,
              title: "Append twice",
              track: "deep",
              interview: false,
              minutes: 35,
              state: "unwritten",
              rules: 0,
              mistakes: 0,
              alternatives: 0,
            },
          ],
        },
        expect.objectContaining({ number: 9, slug: "views" }),
      ],
    });
  });

  test("prints the course for people, with where to go on", async () => {
    const root = smallCourse();
    openProgress(root).record({ type: "ExercisePassed", data: { exercise: "store/append", attempt: "a".repeat(64) } });
    expect((await list(root)).out()).toMatchInlineSnapshot(`
      "4 The store
        ✓ passed     4.1 store/append      A store in memory  20 min  core, interview
        · unwritten  4.2 store/retry       Append twice       35 min  deep

      9 Views
        - untouched  9.1 views/order-view  A view of orders   20 min  core

      1 of 2 passed. Next: views/order-view"
    `);
  });

  test("shows only a track, a lesson or a state", async () => {
    const root = smallCourse();
    expect(await listed(root, "--track", "interview")).toEqual(["store/append untouched"]);
    expect(await listed(root, "--track", "deep")).toEqual(["store/retry unwritten"]);
    expect(await listed(root, "--lesson", "9")).toEqual(["views/order-view untouched"]);
    expect(await listed(root, "--state", "unwritten")).toEqual(["store/retry unwritten"]);
    expect(await listed(root, "--state", "passed")).toEqual([]);
    expect((await list(root, "--state", "passed")).out()).toBe("No exercise is like that; leave out an option.");
  });

  test("makes nothing: no workspace and no log", async () => {
    const root = smallCourse();
    await list(root);
    expect(() => rmSync(join(root, "workspace"))).toThrow(/ENOENT/);
    expect(() => rmSync(join(root, ".eventlings"))).toThrow(/ENOENT/);
  });

  test.each([
    [["--track", "depe"], '--track must be interview, core or deep, and it is "depe".'],
    [["--state", "done"], '--state must be untouched, started, failing, passed or unwritten, and it is "done".'],
    [["--lesson", "vews"], 'There is no lesson "vews". Did you mean views or store?'],
    [["--lesson", "s"], '--lesson "s" could be store or views: write more of the name.'],
  ])("refuses %j with one sentence", async (args, message) => {
    await expect(run(args, { root: smallCourse(), io: fakeIo() })).rejects.toThrow(new UserError(message));
  });

  test("goes on where a manifest is wrong, and says which", async () => {
    const root = smallCourse();
    write(root, "lessons/09-views/1-order-view.yaml", "title: Only a title\n");
    const io = await list(root);
    expect(io.out()).toContain("store/append");
    expect(io.err()).toMatch(
      /^Not everything could be read \(lessons\/09-views\/1-order-view\.yaml: .*\); `npm run verify` says what is wrong\.$/,
    );
  });

  test("says so where the clone has no lessons", async () => {
    const root = smallCourse();
    rmSync(join(root, "lessons"), { recursive: true });
    await expect(run([], { root, io: fakeIo() })).rejects.toThrow(/^There are no lessons in .*: the clone is damaged/);
  });

  test("ends with the log's own sentence where that cannot be read", async () => {
    const root = smallCourse();
    write(root, ".eventlings/log.jsonl/file", "");
    const failed = run([], { root, io: fakeIo() });
    await expect(failed).rejects.toBeInstanceOf(UserError);
    await expect(failed).rejects.toThrow(/something else stands in its place/);
  });
});

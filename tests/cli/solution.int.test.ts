import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { UserError } from "../../src/cli/errors.ts";
import { run, solutionCommand } from "../../src/cli/solution.ts";
import { openProgress } from "../../src/progress/index.ts";
import { smallCourse, write } from "../support/course.ts";
import { fakeIo } from "../support/fake-io.ts";

function pass(root: string): void {
  openProgress(root).record({ type: "ExercisePassed", data: { exercise: "store/append", attempt: "a".repeat(64) } });
}
const revealed = (root: string): readonly unknown[] =>
  openProgress(root).events.flatMap((event) => (event.type === "SolutionRevealed" ? [event.data.gaveUp] : []));

describe("solution", () => {
  test("stays closed before a pass where nobody can be asked, and says how to open it", async () => {
    const root = smallCourse();
    await expect(run(["append"], { root, io: fakeIo() })).rejects.toThrow(
      new UserError(
        "The solution of store/append opens once your answer has passed; to see it before (3 hints are left: `npm run hint store/append`), run `npm run solution -- store/append --give-up`.",
      ),
    );
    expect(revealed(root)).toEqual([]);
  });

  test("opens after a pass, with the difference to the learner's file", async () => {
    const root = smallCourse();
    pass(root);
    write(root, "workspace/04-store/1-append.ts", "export function append(): number {\r\n  return 1 + 2;\r\n}\r\n");
    const io = fakeIo();
    expect(await run(["append"], { root, io })).toBe(0);
    expect(io.out()).toMatchInlineSnapshot(`
      "The reference answer to store/append: A store in memory

      // The sum.
      export function append(): number {
        return 3;
      }

      From your file (-) to the reference (+)

      @@ -1,3 +1,4 @@
      +// The sum.
       export function append(): number {
      -  return 1 + 2;
      +  return 3;
       }"
    `);
    expect(revealed(root)).toEqual([false]);
  });

  test("opens with --give-up, and stays open without it", async () => {
    const root = smallCourse();
    expect(await run(["append", "--give-up"], { root, io: fakeIo() })).toBe(0);
    const io = fakeIo();
    expect(await run(["append"], { root, io })).toBe(0);
    expect(io.out()).toContain("You have no file to compare it with.");
    expect(revealed(root)).toEqual([true]);
  });

  test("opens in a terminal for the words, and for nothing less", async () => {
    const root = smallCourse();
    const io = fakeIo({ interactive: true });
    for (const answer of ["", "yes", "I give"]) {
      await expect(solutionCommand(() => Promise.resolve(answer))(["append"], { root, io })).rejects.toThrow(
        new UserError('The solution of store/append stays closed: your answer was not "I give up".'),
      );
    }
    expect(revealed(root)).toEqual([]);
    const ask = vi.fn(() => Promise.resolve(' "i give UP." '));
    expect(await solutionCommand(ask)(["append"], { root, io })).toBe(0);
    expect(ask).toHaveBeenCalledWith(expect.stringContaining("You have not passed store/append yet (3 hints are left"));
    expect(revealed(root)).toEqual([true]);
  });

  test("says that nothing differs", async () => {
    const root = smallCourse();
    pass(root);
    write(root, "workspace/04-store/1-append.ts", "// The sum.\nexport function append(): number {\n  return 3;\n}\n");
    const io = fakeIo();
    await run(["append"], { root, io });
    expect(io.out()).toMatch(/Your file is the same\.$/);
  });

  test("says that it is missing from the clone", async () => {
    const root = smallCourse();
    rmSync(join(root, "solutions"), { recursive: true });
    await expect(run(["append", "--give-up"], { root, io: fakeIo() })).rejects.toThrow(
      /^The solution of store\/append is missing from the clone/,
    );
    expect(revealed(root)).toEqual([]);
  });

  test("needs an exercise", async () => {
    await expect(run([], { root: smallCourse(), io: fakeIo() })).rejects.toThrow(
      new UserError("`solution` needs an exercise, as in `npm run solution event-store/append`."),
    );
  });
});

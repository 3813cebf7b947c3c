import { describe, expect, test } from "vitest";
import { UserError } from "../../src/cli/errors.ts";
import { run } from "../../src/cli/hint.ts";
import { openProgress } from "../../src/progress/index.ts";
import { smallCourse } from "../support/course.ts";
import { fakeIo } from "../support/fake-io.ts";

async function hint(root: string, ...args: readonly string[]): Promise<string> {
  const io = fakeIo();
  expect(await run(args, { root, io })).toBe(0);
  return io.out();
}
const shown = (text: string): readonly string[] => text.match(/^Hint \d/gm) ?? [];

describe("hint", () => {
  test("reveals one more each time, repeats those before, and records it", async () => {
    const root = smallCourse();
    const first = await hint(root, "append");
    expect(shown(first)).toEqual(["Hint 1"]);
    expect(first).toContain("2 hints are left: `npm run hint store/append` shows the next.");
    const second = await hint(root, "append");
    expect(shown(second)).toEqual(["Hint 1", "Hint 2"]);
    expect(second).toContain("One hint is left");
    const third = await hint(root, "append");
    expect(shown(third)).toEqual(["Hint 1", "Hint 2", "Hint 3"]);
    expect(third).toContain("That was the last hint.");
    expect(await hint(root, "append")).toBe(third);
    expect(openProgress(root).events.map(({ data }) => "tier" in data && data.tier)).toEqual([1, 2, 3]);
  });

  test("goes to a tier directly, and back without revealing more", async () => {
    const root = smallCourse();
    expect(shown(await hint(root, "append", "--tier", "2"))).toEqual(["Hint 1", "Hint 2"]);
    expect(shown(await hint(root, "append", "--tier", "1"))).toEqual(["Hint 1"]);
    expect(openProgress(root).of("store/append").hints).toBe(2);
  });

  test("means the exercise that the learner is at where none is named", async () => {
    const root = smallCourse();
    await hint(root, "views");
    expect(await hint(root)).toContain("views/order-view: A view of orders");
  });

  test("asks which exercise is meant when all are passed", async () => {
    const root = smallCourse();
    const attempt = "a".repeat(64);
    for (const exercise of ["store/append", "views/order-view"])
      openProgress(root).record({ type: "ExercisePassed", data: { exercise, attempt } });
    await expect(run([], { root, io: fakeIo() })).rejects.toThrow(/^Everything that is written is passed/);
  });

  test.each([
    [["append", "--tier", "4"], '--tier must be 1, 2 or 3, and it is "4".'],
    [["retry"], "store/retry is planned but not written yet. `npm run list` shows what there is."],
  ])("refuses %j with one sentence", async (args, message) => {
    await expect(run(args, { root: smallCourse(), io: fakeIo() })).rejects.toThrow(new UserError(message));
  });
});

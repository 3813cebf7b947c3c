import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadGuide } from "../../src/cli/read/guide-cache.ts";
import { run } from "../../src/cli/read.ts";
import { smallCourse, write } from "../support/course.ts";
import { fakeIo } from "../support/fake-io.ts";

const GUIDE = "# The store\n\nIt keeps events.\n\n## One\n\nFirst.\n\n### Below\n\nDeeper.\n\n## Two\n\nSecond.\n";

function course(): string {
  const root = smallCourse();
  write(root, "lessons/04-store/guide.md", GUIDE);
  return root;
}

async function read(root: string, ...args: readonly string[]): Promise<string> {
  const io = fakeIo();
  expect(await run(args, { root, io })).toBe(0);
  return io.out();
}

describe("read", () => {
  test("lists the lessons that have a guide", async () => {
    const text = await read(course());
    expect(text).toContain("4  The store (store)");
    expect(text).not.toContain("Views");
  });

  test("prints a whole guide where nobody is there to turn pages", async () => {
    expect(await read(course(), "store")).toBe(
      "The store\n═════════\n\nIt keeps events.\n\n\nOne\n───\n\nFirst.\n\n\n▸ Below\n\nDeeper.\n\n\nTwo\n───\n\nSecond.",
    );
  });

  test.each([["4"], ["04-store"], ["sto"], ["store/append"], ["4.1"]])("knows the lesson by %s", async (name) => {
    expect(await read(course(), name)).toContain("It keeps events.");
  });

  test.each([[["store", "one"]], [["store#one"]], [["store", "--section", "One"]]])(
    "prints one section for %j",
    async (args) => {
      expect(await read(course(), ...args)).toBe("One\n───\n\nFirst.\n\n\n▸ Below\n\nDeeper.");
    },
  );

  test("shows what the guide says now, and not what it said before", async () => {
    const root = course();
    expect(await read(root, "store", "two")).toContain("Second.");
    write(root, "lessons/04-store/guide.md", GUIDE.replace("Second.", "Changed."));
    utimesSync(join(root, "lessons", "04-store", "guide.md"), 1, 1);
    expect(await read(root, "store", "two")).toContain("Changed.");
  });

  test("reads the guide itself where its copy is damaged", async () => {
    const root = course();
    const file = join(root, "lessons", "04-store", "guide.md");
    const blocks = await loadGuide(root, file, "store");
    const copy = join(root, "dist", "guides", "store.json");
    expect(JSON.parse(readFileSync(copy, "utf8"))).toMatchObject({ blocks });
    writeFileSync(copy, readFileSync(copy, "utf8").slice(0, 40));
    expect(await loadGuide(root, file, "store")).toEqual(blocks);
  });
});

describe("read refuses, in a sentence,", () => {
  const refusal = async (...args: readonly string[]): Promise<string> => {
    const error: unknown = await run(args, { root: course(), io: fakeIo() }).catch((reason: unknown) => reason);
    if (!(error instanceof Error)) throw new Error("The command did not refuse.");
    return error.message;
  };

  test("a lesson that does not exist", async () => {
    expect(await refusal("shop")).toBe(
      'There is no lesson "shop". Did you mean store or views? `npm run read` lists the guides.',
    );
  });

  test("a name that could be several", async () => {
    expect(await refusal("s")).toBe('"s" could be store or views. Write more of the name.');
  });

  test("a guide that is not written yet", async () => {
    expect(await refusal("views")).toBe("The guide of views is not written yet. `npm run read` lists those that are.");
  });

  test("a section that the guide does not have", async () => {
    expect(await refusal("store", "twoo")).toBe(
      'The guide of store has no section "twoo". Did you mean two? Its sections are the-store, one, below, two.',
    );
  });
});

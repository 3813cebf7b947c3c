import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { examineEngines } from "../../src/cli/doctor/engines.ts";
import { examineCourse, examineInstall, examineNode } from "../../src/cli/doctor/install.ts";
import { examineLog } from "../../src/cli/doctor/log.ts";
import { examineWorkspace } from "../../src/cli/doctor/workspace.ts";
import { run } from "../../src/cli/doctor.ts";
import { openProgress } from "../../src/progress/index.ts";
import type { Diagnosis } from "../../src/render/doctor.ts";
import { prepareWorkspace } from "../../src/workspace/index.ts";
import { exercisesOf, smallCourse, temporaryFolder, write } from "../support/course.ts";
import { failures } from "../support/failing-fs.ts";
import { fakeIo } from "../support/fake-io.ts";

vi.mock("node:fs", async (actual) => {
  const { failing } = await import("../support/failing-fs.ts");
  return failing(await actual<typeof import("node:fs")>());
});
beforeEach(() => failures.clear());

const CLONE = join(import.meta.dirname, "..", "..");
const brief = (diagnoses: readonly Diagnosis[]): readonly string[] =>
  diagnoses.map(({ status, found }) => `${status}: ${found}`);

/** A small course whose workspace is made. */
function prepared(): string {
  const root = smallCourse();
  prepareWorkspace(root, exercisesOf(root), openProgress(root));
  return root;
}

test("doctor ends with 1 and says how to mend each thing where something is wrong", async () => {
  const io = fakeIo();
  const root = prepared();
  write(root, "workspace/package.json", "{}");
  expect(await run([], { root, io })).toBe(1);
  expect(io.out()).toContain("✗ Command: dist/cli.cjs");
  expect(io.out()).toContain("To mend it: move workspace/package.json away.");
});

describe("Node", () => {
  test("is well from 20.19", () => {
    expect(["20.19.0", "22.0.0", "26.1.0"].map((version) => examineNode(version).status)).toEqual([
      "well",
      "well",
      "well",
    ]);
    expect(examineNode("20.18.9")).toMatchObject({
      status: "mend",
      found: "20.18.9, and the course needs 20.19 or newer.",
    });
    expect(examineNode("18.20.0").status).toBe("mend");
  });
});

describe("the installation", () => {
  const clone = (installed: Readonly<Record<string, string>>): string => {
    const root = temporaryFolder();
    write(root, "package.json", JSON.stringify({ dependencies: { yaml: "2.9.1", "@vitest/ui": "4.1.12" } }));
    for (const [name, version] of Object.entries(installed))
      write(root, `node_modules/${name}/package.json`, JSON.stringify({ version }));
    return root;
  };
  const all = { yaml: "2.9.1", "@vitest/ui": "4.1.12" };

  test("is well with every package and a built command", () => {
    const root = clone(all);
    write(root, "dist/cli.cjs", "");
    write(root, "dist/judge/child.cjs", "");
    expect(brief(examineInstall(root))).toEqual(["well: all 2 are installed.", "well: built."]);
  });

  test("names missing packages, other versions and a missing bundle", () => {
    expect(brief(examineInstall(clone({ yaml: "2.9.1" })))[0]).toBe("mend: @vitest/ui is not installed.");
    expect(brief(examineInstall(clone({})))[0]).toBe("mend: yaml, @vitest/ui are not installed.");
    expect(brief(examineInstall(clone({ ...all, yaml: "1.0.0" })))[0]).toBe("mend: yaml is 1.0.0 instead of 2.9.1.");
    expect(brief(examineInstall(clone(all)))[1]).toMatch(
      /^mend: dist\/cli\.cjs, dist\/judge.child\.cjs are missing\.$/,
    );
  });

  test("runs the compiler and the type checker that are really there", async () => {
    expect(brief(await examineEngines(CLONE))).toEqual([
      expect.stringMatching(/^well: esbuild \d+\.\d+\.\d+ runs\.$/),
      expect.stringMatching(/^well: TypeScript \d+\.\d+\.\d+ runs\.$/),
      expect.stringMatching(/^well: \d+\.\d+\.\d+, for/),
    ]);
  });

  test("says that the type checker and Vitest are not there", async () => {
    const [, checker, vitest] = await examineEngines(smallCourse());
    expect(checker).toMatchObject({
      status: "mend",
      found: expect.stringMatching(/^its executable does not run \(Cannot find module 'typescript/) as string,
    });
    expect(vitest).toMatchObject({ status: "note" });
  });
});

describe("the course", () => {
  test("is well when all of it can be read", async () => {
    expect(brief(await examineCourse(smallCourse()))).toEqual(["well: 2 lessons, 2 exercises written."]);
  });

  test("is said to be damaged or missing", async () => {
    const root = smallCourse();
    write(root, "lessons/09-views/1-order-view.yaml", "title: Only a title\n");
    expect(brief(await examineCourse(root))[0]).toMatch(/^mend: \d+ faults in its files, the first: lessons\/09-views/);
    expect(brief(await examineCourse(temporaryFolder()))).toEqual(["mend: there are no lessons."]);
  });
});

describe("the workspace", () => {
  test("is well when every file is there", async () => {
    expect(brief(await examineWorkspace(prepared()))).toEqual(["well: 2 of 2 files are there."]);
  });

  test("need not be there yet", async () => {
    expect(brief(await examineWorkspace(smallCourse()))).toEqual(["note: not made yet; `npm start` makes it."]);
  });

  test("has what is missing, in the way or not writable named", async () => {
    const root = prepared();
    const file = join(root, "workspace", "04-store", "1-append.ts");
    rmSync(file);
    expect(brief(await examineWorkspace(root))).toEqual([
      "note: workspace/04-store/1-append.ts is missing; the next `npm run watch` or `npm run check` makes it from the stub.",
      "well: 1 of 2 files are there.",
    ]);
    mkdirSync(file);
    expect(brief(await examineWorkspace(root))).toEqual([
      expect.stringMatching(/^mend: workspace\/04-store\/1-append\.ts is a folder/),
    ]);
    rmSync(file, { recursive: true });
    writeFileSync(file, "");
    failures.set("accessSync", { code: "EACCES", path: "workspace" });
    expect(brief(await examineWorkspace(root))).toEqual([
      "mend: workspace/04-store/1-append.ts may not be written.",
      "mend: workspace/09-views/1-order-view.ts may not be written.",
      "mend: workspace may not be written.",
    ]);
  });

  test("may hold no package.json, and may be no file", async () => {
    const root = prepared();
    write(root, "workspace/package.json", "{}");
    expect(brief(await examineWorkspace(root))).toEqual([
      'mend: workspace holds a package.json, which hides the course from your files: `import … from "eventlings"` fails.',
    ]);
    rmSync(join(root, "workspace"), { recursive: true });
    writeFileSync(join(root, "workspace"), "");
    expect(brief(await examineWorkspace(root))).toEqual([
      "mend: workspace is a file, but it must be the folder of your answers.",
    ]);
  });
});

describe("the log", () => {
  test("need not be there yet", () => {
    expect(brief(examineLog(smallCourse()))).toEqual(["note: nothing is recorded yet."]);
  });

  test("has unusable lines counted and numbered by kind, and newer events noted", () => {
    const root = prepared();
    const file = join(root, ".eventlings", "log.jsonl");
    const foreign = Array.from({ length: 7 }, () => "<<<<<<< HEAD").join("\n");
    const newer = '{"v":1,"id":"x","at":"2026-01-15T10:00:00Z","type":"BadgeEarned","data":{}}';
    writeFileSync(file, `{"v":1,"id"\n${newer}\n${foreign}\n{"v":1,"type":"HintRevealed"}\n`);
    expect(brief(examineLog(root))).toEqual([
      `well: 0 events in ${file}.`,
      "note: 1 event of a newer version of the course: kept, and not used by this one.",
      "mend: 9 lines of the log cannot be used: line 1 is cut off while it was written; line 3, 4, 5, 6, 7 and 2 more is no event; line 10 is an event with a part missing or changed. Everything else is.",
    ]);
  });

  test("is said not to be writable, or to be something else", () => {
    const root = prepared();
    failures.set("accessSync", { code: "EACCES", path: ".eventlings" });
    expect(brief(examineLog(root))[0]).toMatch(/^mend: .*\.eventlings may not be written \(EACCES: made up\)\.$/);
    failures.clear();
    rmSync(join(root, ".eventlings", "log.jsonl"));
    write(root, ".eventlings/log.jsonl/file", "");
    expect(brief(examineLog(root))[0]).toMatch(/^mend: Your progress is kept in .* something else stands in its place/);
  });
});

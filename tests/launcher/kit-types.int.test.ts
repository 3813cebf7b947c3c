import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildKitTypes } from "../../bin/build.mjs";
import { bundleDeclarations } from "../../bin/bundle-declarations.mjs";
import { typeCheckerPath } from "../../src/judge/index.ts";

const root = process.cwd();
let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "eventlings-types-"));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

/** What the checker says of these files, with the kit's sources or with its one file of declarations. */
async function verdict(files: readonly string[], conditions: readonly string[]): Promise<string> {
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--noUncheckedIndexedAccess", "--skipLibCheck"];
  const modules = ["--target", "es2023", "--module", "nodenext", "--allowImportingTsExtensions", "--types", ""];
  const kit = [join("src", "kit", "ambient.d.ts"), ...files];
  return promisify(execFile)(typeCheckerPath(root), [...options, ...modules, ...conditions, ...kit], {
    cwd: scratch,
  }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String(Reflect.get(error as object, "stdout")),
  );
}

describe("the kit's types as one file", () => {
  test("say the same of every solution, and of wrong code, as the sources do", async () => {
    await cp(join(root, "package.json"), join(scratch, "package.json"));
    await cp(join(root, "src", "kit"), join(scratch, "src", "kit"), { recursive: true });
    await cp(join(root, "solutions"), join(scratch, "solutions"), { recursive: true });
    await mkdir(join(scratch, "dist"));
    await buildKitTypes(root, join(scratch, "dist"));
    expect(await readdir(join(scratch, "dist"))).toEqual(["kit.d.ts"]);
    await writeFile(
      join(scratch, "wrong.ts"),
      `import { ConcurrencyError, orderFold, type EventStore, type Nothing, type Database } from "eventlings";
export const state: string = orderFold.initialState();
export const error = new ConcurrencyError(1);
export const store: EventStore = { append: async () => undefined };
export const rows = (database: Database<{ orders: { id: string } }>) => database.select("ordres");
`,
    );
    const solutions = (await readdir(join(scratch, "solutions"), { recursive: true }))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join("solutions", name));
    const files = ["wrong.ts", ...solutions];
    const fromSources = await verdict(files, []);
    expect(fromSources).toContain("wrong.ts(1,");
    expect(fromSources.split("\n").filter((line) => line.startsWith("wrong.ts")).length).toBeGreaterThan(4);
    expect(await verdict(files, ["--customConditions", "kit-declared", join("dist", "kit.d.ts")])).toBe(fromSources);
  });
});

describe("bundling declarations", () => {
  const bundle = async (files: Readonly<Record<string, string>>): Promise<string> => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(scratch, name), text);
    return bundleDeclarations(scratch, "eventlings");
  };

  test("keeps what the index does not export to itself", async () => {
    const bundled = await bundle({
      "a.d.ts": 'import type { B } from "./b.ts";\nexport interface A extends B {\n}\n',
      "b.d.ts": "export interface B {\n}\ninterface Inner {\n}\nexport {};\n",
      "index.d.ts": 'export type { A } from "./a.ts";\n',
    });
    expect(bundled).toContain("interface A extends B");
    expect(bundled).not.toContain("import");
    expect(bundled).toContain("export type { A };");
    expect(bundled).not.toMatch(/export (interface|type) [BI]/);
  });

  test.for([
    ["a name that two files declare", { "a.d.ts": "interface X {\n}\n", "b.d.ts": "type X = 1;\n" }, /both declare X/],
    ["an import under another name", { "a.d.ts": 'import { X as Y } from "./b.ts";\n' }, /under another name/],
    ["an export that nobody declares", { "index.d.ts": 'export type { Gone } from "./a.ts";\n' }, /exports Gone/],
    ["an index without exports", { "index.d.ts": "" }, /exports nothing/],
  ] as const)("refuses %s", async ([, files, message]) => {
    await expect(bundle(files)).rejects.toThrow(message);
  });
});

import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/course.ts";

const project = join(import.meta.dirname, "..", "..");

/** A clone as `git clone` and `npm ci --ignore-scripts` leave it: installed, and nothing built. */
function unbuiltClone({ installed = true } = {}): string {
  const root = temporaryFolder();
  for (const name of ["bin", "src", "lessons", "package.json"])
    cpSync(join(project, name), join(root, name), { recursive: true });
  for (const name of ["spec", "runner", "world"]) {
    cpSync(join(project, "harness", name), join(root, "harness", name), { recursive: true });
  }
  if (installed) symlinkSync(join(project, "node_modules"), join(root, "node_modules"), "junction");
  return root;
}

const launcher = (root: string): string => join(root, "bin", "eventlings.cjs");

function run(root: string, args: readonly string[], node: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, launcher(root), ...args], {
    encoding: "utf8",
    cwd: root,
  });
  return { status, stdout, stderr };
}

describe("the launcher", () => {
  test("builds what is missing, and runs the command", () => {
    const root = unbuiltClone();
    const { status, stdout } = run(root, ["list", "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("lessons");
    expect(existsSync(join(root, "dist", "cli.cjs"))).toBe(true);
  });

  test("reads the course when it builds, so that the first command need not", () => {
    const root = unbuiltClone();
    run(root, ["--build"]);
    const index = (): number => statSync(join(root, "dist", "catalogue.json")).mtimeMs;
    const made = index();
    const { stdout } = run(root, ["list"]);
    expect(stdout).toContain("event-store/append");
    expect(index()).toBe(made);
  });

  test("builds a course that cannot be read; the first command that needs it says why", () => {
    const root = unbuiltClone();
    writeFileSync(join(root, "lessons", "04-event-store", "1-append.yaml"), "title: [");
    expect(run(root, ["--build"])).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(run(root, ["list"]).stderr).toContain("1-append.yaml");
  });

  test("builds again when a source is newer, and only then", () => {
    const root = unbuiltClone();
    run(root, ["--build"]);
    const builtAt = (): number => statSync(join(root, "dist", "judge", "child.cjs")).mtimeMs;
    const first = builtAt();
    run(root, ["--version"]);
    expect(builtAt()).toBe(first);
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(root, "src", "cli", "main.ts"), later, later);
    run(root, ["--version"]);
    expect(builtAt()).not.toBe(first);
  });

  test("builds again for a quick command when a folder of sources has changed, also one that is new", () => {
    const root = unbuiltClone();
    run(root, ["--build"]);
    const builtAt = (): number => statSync(join(root, "dist", "judge", "child.cjs")).mtimeMs;
    const first = builtAt();
    run(root, ["list"]);
    expect(builtAt()).toBe(first);
    const later = new Date(Date.now() + 60_000);
    mkdirSync(join(root, "src", "added"));
    // The folder above tells of it, whatever the new one's own time is.
    utimesSync(join(root, "src", "added"), new Date(0), new Date(0));
    utimesSync(join(root, "src"), later, later);
    run(root, ["list"]);
    expect(builtAt()).not.toBe(first);
  });

  test("works in two terminals at once, and leaves nothing half-built", async () => {
    const root = unbuiltClone();
    const codes = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise((resolve) => {
            spawn(process.execPath, [launcher(root), "--version"], { stdio: "ignore" }).once("exit", resolve);
          }),
      ),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(readdirSync(root).filter((name) => name.startsWith("dist."))).toEqual([]);
  });

  test("clears away what an interrupted build left behind", () => {
    const root = unbuiltClone();
    cpSync(join(root, "bin"), join(root, "dist.999999999"), { recursive: true });
    run(root, ["--build"]);
    expect(existsSync(join(root, "dist.999999999"))).toBe(false);
  });

  test("says in one sentence that the packages are missing", () => {
    const root = unbuiltClone({ installed: false });
    const { status, stderr } = run(root, ["list"]);
    expect(status).toBe(2);
    expect(stderr).toBe("The course is not installed yet: run `npm install` in its folder first.\n");
  });

  test("says in one sentence that Node is too old", () => {
    const root = unbuiltClone();
    writeFileSync(join(root, "old.cjs"), 'Object.defineProperty(process.versions, "node", { value: "18.20.4" });');
    const { status, stderr } = run(root, ["list"], ["--require", join(root, "old.cjs")]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^Eventlings needs Node 20\.19 or newer, and this is Node 18\.20\.4\. Install a newer one .*\n$/,
    );
  });

  test("says in one sentence that a source does not compile, and keeps the old bundle", () => {
    const root = unbuiltClone();
    run(root, ["--build"]);
    writeFileSync(join(root, "src", "cli", "main.ts"), "export function (");
    const { status, stderr } = run(root, ["--build"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^The course could not be built: /);
    expect(existsSync(join(root, "dist", "cli.cjs"))).toBe(true);
  });

  test("works from any folder", () => {
    const root = unbuiltClone();
    run(root, ["--build"]);
    const elsewhere = temporaryFolder();
    const { status, stdout } = spawnSync(process.execPath, [launcher(root), "list"], {
      cwd: elsewhere,
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(stdout).toContain("event-store/append");
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true, force: true });
  });
});

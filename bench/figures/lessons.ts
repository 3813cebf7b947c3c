import { execFile } from "node:child_process";
import { cp, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Finding, Measurement } from "../figure.ts";
import { cleanEnvironment } from "../processes.ts";
import type { Sandbox } from "../sandbox.ts";
import { median } from "../statistics.ts";

const run = promisify(execFile);

/** Every exercise of a lesson judged by one `check`, start and types included, on one core: the slowest lesson. */
export const lessons: Measurement = {
  figures: () => [{ name: "lesson-judged", unit: "s", limit: 3 }],

  async measure(_wanted, { sandbox, quick }): Promise<ReadonlyMap<string, Finding>> {
    const pin = await pinning();
    if (pin === undefined)
      return new Map([["lesson-judged", { skipped: "without `taskset`, nothing keeps a command to one core" }]]);
    const copy = await sandbox();
    await cp(join(copy.root, "solutions"), join(copy.root, "workspace"), { recursive: true });
    const seconds: (readonly [lesson: string, took: number])[] = [];
    for (const lesson of (await readdir(join(copy.root, "solutions"))).sort()) {
      const args = [...pin, process.execPath, copy.command, "check", ...(await exercises(copy, lesson))];
      const took: number[] = [];
      for (let time = 0; time < (quick ? 1 : 3); time += 1) took.push(await timed(args, copy.root));
      seconds.push([lesson, median(took)]);
    }
    const [slowest = ["none", Number.NaN] as const] = [...seconds].sort(([, a], [, b]) => b - a);
    const total = seconds.reduce((sum, [, took]) => sum + took, 0);
    const raw = `slowest: ${slowest[0]}; all ${String(seconds.length)} lessons ${total.toFixed(1)} s`;
    return new Map([["lesson-judged", { value: slowest[1], raw }]]);
  },
};

/** The command that keeps another to the first core, where the system has it. */
async function pinning(): Promise<readonly string[] | undefined> {
  const pin = ["taskset", "-c", "0"];
  return run("taskset", [...pin.slice(1), process.execPath, "-e", "0"]).then(
    () => pin,
    () => undefined,
  );
}

async function exercises({ root }: Sandbox, lesson: string): Promise<readonly string[]> {
  const files = (await readdir(join(root, "solutions", lesson))).filter((file) => /^\d+-.*\.ts$/.test(file)).sort();
  return files.map((file) => `${lesson.replace(/^\d+-/, "")}/${basename(file, ".ts").replace(/^\d+-/, "")}`);
}

/** Seconds that a command takes. It fails where an exercise does not pass: that is no figure. */
async function timed([command = "", ...args]: readonly string[], cwd: string): Promise<number> {
  const started = performance.now();
  await run(command, args, { cwd, env: cleanEnvironment(), maxBuffer: 16 * 1024 * 1024 });
  return (performance.now() - started) / 1000;
}

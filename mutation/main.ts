import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { byLesson, LEAST, renderScores, renderUnexplained } from "./render.ts";
import { readReport, type Mutant } from "./report.ts";
import { readExplanations, scores, stale } from "./survivors.ts";

const USAGE = `npm run mutation -- <lesson or solution>…

Changes the solutions in every small way and asks their rules whether they notice: \`04\`, \`05-deciders\`,
\`06-repository/1-order-repository\`. Without a name: every solution. It takes minutes for each.
Once before: npm install --prefix mutation`;

/** Runs the mutants: 0 where enough are killed and every survivor is explained, 1 where not, 2 where it could not run. */
export async function main(args: readonly string[], root: string): Promise<number> {
  if (args.includes("--help")) return say(USAGE, 0);
  const stryker = join(root, "mutation", "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  if (!existsSync(stryker))
    return say("Stryker is not installed: run `npm install --prefix mutation` once, then this again.", 2);
  const files = await chosen(root, args);
  if (typeof files === "string") return say(files, 2);

  const mutants = await runStryker(root, stryker, files);
  const explanations = readExplanations(parse(await readFile(join(root, "mutation", "survivors.yaml"), "utf8")));
  const results = scores(mutants, explanations);
  console.log(`\n${renderScores(results)}`);

  const untested = results.flatMap((score) => score.untested);
  if (untested.length > 0)
    return say(`\nNo rule ran on these, so nothing is known of them:\n${renderUnexplained(untested)}`, 2);
  const unexplained = results.flatMap((score) => score.unexplained);
  if (unexplained.length > 0)
    console.log(`\nSurvivors that mutation/survivors.yaml does not explain:\n${renderUnexplained(unexplained)}`);
  const gone = stale(mutants, explanations);
  if (gone.length > 0)
    console.log(`\nExplained, and no longer survivors:\n${gone.map((entry) => entry.join(": ")).join("\n")}`);
  const isLow = byLesson(results).some(([, share]) => share < LEAST);
  return unexplained.length > 0 || gone.length > 0 || isLow ? 1 : 0;
}

function say(text: string, code: number): number {
  (code === 0 ? console.log : console.error)(text);
  return code;
}

/** The solutions that were asked for, or a sentence that says which name is unknown. */
async function chosen(root: string, names: readonly string[]): Promise<readonly string[] | string> {
  const all = (await readdir(join(root, "solutions"), { recursive: true }))
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts"))
    .sort();
  const unknown = names.find((name) => !all.some((file) => file.startsWith(name)));
  if (unknown !== undefined)
    return `No solution begins with "${unknown}". Name a lesson, \`04-event-store\`, or a solution in it: ${all[0] ?? ""}.`;
  return all.filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)));
}

async function runStryker(root: string, stryker: string, files: readonly string[]): Promise<readonly Mutant[]> {
  const folder = await mkdtemp(join(tmpdir(), "eventlings-mutation-"));
  const report = join(folder, "report.json");
  const config = join(folder, "stryker.config.json");
  await writeFile(
    config,
    JSON.stringify({
      testRunner: "vitest",
      plugins: ["@stryker-mutator/vitest-runner"],
      vitest: { configFile: "mutation/vitest.config.ts", related: true },
      mutate: files.map((file) => `solutions/${file}`),
      coverageAnalysis: "perTest",
      reporters: ["json", "dots"],
      jsonReporter: { fileName: report },
      tempDirName: join(folder, "sandboxes"),
      // TypeScript 7 has no API by which Stryker could read a tsconfig: without one it leaves them alone.
      tsconfigFile: "no-tsconfig.json",
      concurrency: Number(process.env["EVENTLINGS_MUTATION_RUNNERS"] ?? 2),
      timeoutMS: 5000,
      ignorePatterns: ["workspace", ".eventlings", "dist", "bench", "tests", "mutation/node_modules"],
    }),
  );
  try {
    const child = spawn(process.execPath, [stryker, "run", config], {
      cwd: root,
      env: { ...process.env, EVENTLINGS_ANSWERS: "solutions" },
      stdio: ["ignore", "inherit", "inherit"],
    });
    await once(child, "exit");
    if (!existsSync(report)) throw new Error("Stryker made no report; what it said is above.");
    return readReport(JSON.parse(await readFile(report, "utf8")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { openProgress } from "../../src/progress/index.ts";
import { temporaryFolder } from "../support/course.ts";

const EACH = 40;

test("three processes that record at once lose no event and mix no line", async () => {
  const root = temporaryFolder();
  const script = join(root, "writer.mjs");
  await build({
    stdin: {
      contents: `
        import { openProgress } from "./src/progress/index.ts";
        const [root, name] = process.argv.slice(2);
        const progress = openProgress(root);
        for (let i = 0; i < ${String(EACH)}; i += 1)
          progress.record({ type: "HintRevealed", data: { exercise: name + "/" + i + "-".repeat(i * 50), tier: 1 } });
      `,
      resolveDir: join(import.meta.dirname, "..", ".."),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: script,
  });
  const names = ["one", "two", "three"];
  await Promise.all(names.map((name) => promisify(execFile)(process.execPath, [script, root, name])));
  const { events, health } = openProgress(root);
  expect(health.setAside).toEqual([]);
  for (const name of names) {
    const own = events
      .map(({ data }) => ("exercise" in data ? data.exercise : ""))
      .filter((exercise) => exercise.startsWith(`${name}/`));
    expect(own).toEqual(Array.from({ length: EACH }, (_, i) => `${name}/${String(i)}${"-".repeat(i * 50)}`));
  }
});

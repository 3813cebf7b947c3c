import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../src/cli/commands.ts";

const root = join(import.meta.dirname, "..");
const text = (file: string): string => readFileSync(join(root, file), "utf8");
const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };

test.each(["README.md", "CONTRIBUTING.md", "AGENTS.md"])("every `npm run` in %s is a script", (file) => {
  const named = [...text(file).matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("every command is a script of its own name", () => {
  const missing = Object.keys(COMMANDS).filter((name) => scripts[name] !== `node bin/eventlings.cjs ${name}`);
  expect(missing).toEqual([]);
});

test("every folder of src that AGENTS.md maps is there, and every one that is there is mapped", () => {
  const mapped = [...text("AGENTS.md").matchAll(/`src\/(\w+)\/`/g)].map(([, name]) => name);
  expect(new Set(mapped)).toEqual(
    new Set([
      "kit",
      "catalogue",
      "judge",
      "progress",
      "workspace",
      "render",
      "verify",
      "scaffold",
      "quiz",
      "text",
      "cli",
    ]),
  );
});

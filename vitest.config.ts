import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The course's rules on the learner's files: what a plain `npx vitest` and an editor's Vitest
 * extension run. `EVENTLINGS_ANSWERS=solutions` runs them on the reference answers instead.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: "eventlings", replacement: here("src/kit/index.ts") },
      { find: "#spec", replacement: here("harness/spec/index.ts") },
    ],
  },
  plugins: [
    {
      name: "eventlings-exercises",
      enforce: "pre",
      resolveId(id) {
        const [, name, query = ""] = /^#exercise\/([^?]+)(\?.*)?$/.exec(id) ?? [];
        if (name === undefined) return undefined;
        const answers = process.env["EVENTLINGS_ANSWERS"] ?? "workspace";
        const own = here(`${answers}/${name}.ts`);
        return (existsSync(own) ? own : here(`lessons/${name}.ts`)) + query;
      },
    },
  ],
  test: {
    include: ["harness/rules/**/*.spec.ts"],
    setupFiles: [here("harness/runner/vitest-host.ts")],
    // The rules of one file share nothing, and learner code may leave things behind.
    isolate: true,
  },
});

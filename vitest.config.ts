import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { answerFile } from "./harness/runner/answer-file.ts";

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
        const name = /^#exercise\/(.+)$/.exec(id)?.[1];
        return name === undefined ? undefined : answerFile(here("."), name);
      },
    },
  ],
  test: {
    include: ["harness/rules/**/*.spec.ts"],
    setupFiles: [here("harness/runner/vitest-host.ts")],
    // The rules of one file share nothing, and learner code may leave things behind.
    isolate: true,
    // A rule on the simulated world tries thousands of schedules.
    testTimeout: 60_000,
  },
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The project's own tests. The course's rules are run by `vitest.config.ts` and by the judge. */
export default defineConfig({
  resolve: {
    alias: { eventlings: fileURLToPath(new URL("src/kit/index.ts", import.meta.url)) },
  },
  test: {
    include: ["tests/**/*.{unit,int,e2e}.test.ts"],
    globalSetup: ["tests/support/build-first.ts"],
    // Whole processes are started in the e2e tests, on machines that may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Contracts on real services. `scripts/test-services.mjs` names the files whose services it has found. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve: {
    alias: { eventlings: fileURLToPath(new URL("../../src/kit/index.ts", import.meta.url)) },
  },
  test: {
    include: ["tests/services/*.services.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

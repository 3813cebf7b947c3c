import { defineConfig, mergeConfig } from "vitest/config";
import course from "../vitest.config.ts";

/**
 * One worker for all mutants: which of them is active is looked up whenever a solution's code runs, and
 * rules evaluate the solution anew by themselves. A worker for each would take a second each.
 */
export default mergeConfig(course, defineConfig({ test: { isolate: false } }));

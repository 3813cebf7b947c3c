import type { Exercise } from "./types.ts";

/** What an exercise that is only planned has of everything that is read from its files: nothing. */
export const UNWRITTEN = {
  rules: [],
  hints: { question: "", pattern: "", code: "" },
  needs: [],
  exports: {},
  mistakes: [],
  alternatives: [],
} as const satisfies Partial<Exercise>;

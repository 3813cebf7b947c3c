import { inspect } from "node:util";

const MAX_LINES = 14;
const MAX_CHARACTERS = 900;

/**
 * Prints any value for a failure text: one line where it fits in 72 columns, and never more than
 * 14 lines or 900 characters, whatever the learner's code returned.
 */
export function show(value: unknown): string {
  const full = inspect(value, {
    depth: 6,
    breakLength: 72,
    compact: 3,
    maxArrayLength: 12,
    maxStringLength: 120,
    customInspect: false,
  });
  const lines = full.slice(0, MAX_CHARACTERS).split("\n");
  const kept = lines.slice(0, MAX_LINES).join("\n");
  return kept.length < full.length ? `${kept} …` : kept;
}

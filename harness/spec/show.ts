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
  const lines = withoutStacks(full).slice(0, MAX_CHARACTERS).split("\n");
  const kept = lines.slice(0, MAX_LINES).join("\n");
  return lines.length > MAX_LINES || withoutStacks(full).length > MAX_CHARACTERS ? `${kept} …` : kept;
}

/** An error's stack leads through the judge: its name, message and fields are what a learner can use. */
const withoutStacks = (text: string): string => text.replaceAll(/\n\s+at [^\n]+?( \{)?(?=\n|$)/g, "$1");

import { inspect, type InspectOptions } from "node:util";
import type { Values } from "./check.ts";
import { differing, unmarked } from "./differing.ts";

const MAX_LINES = 14;
const MAX_CHARACTERS = 900;

const SHORT: InspectOptions = {
  depth: 6,
  breakLength: 72,
  compact: 3,
  maxArrayLength: 12,
  maxStringLength: 120,
  customInspect: false,
};

/** Deeper and longer than anything that can be shown. A learner's value may have no end. */
const LONG: InspectOptions = { ...SHORT, depth: 20, maxArrayLength: 200, maxStringLength: 2_000 };

/**
 * Prints any value for a failure text: one line where it fits in 72 columns, and never more than
 * 14 lines or 900 characters, whatever the learner's code returned.
 */
export const show = (value: unknown): string => cut(print(value, SHORT));

/**
 * Prints what was expected and received. Where that is too long for a failure text, what both have is left
 * out before anything is cut, so that their difference is to be seen.
 */
export function showValues(values: Values): { readonly expected?: string; readonly received?: string } {
  if (!("expected" in values && "received" in values))
    return {
      ...("expected" in values ? { expected: show(values.expected) } : {}),
      ...("received" in values ? { received: show(values.received) } : {}),
    };
  const { expected, received } = values;
  if (fits(expected) && fits(received)) return { expected: show(expected), received: show(received) };
  try {
    const [left, right] = differing(expected, received);
    return { expected: showPart(left), received: showPart(right) };
  } catch {
    // A value of the learner's that throws when it is looked at is printed without being looked into.
    return { expected: show(expected), received: show(received) };
  }
}

const showPart = (value: unknown): string => cut(unmarked(print(value, { ...SHORT, depth: LONG.depth })));

const print = (value: unknown, options: InspectOptions): string => withoutStacks(inspect(value, options));

const fits = (value: unknown): boolean => show(value) === print(value, LONG);

function cut(full: string): string {
  const lines = full.slice(0, MAX_CHARACTERS).split("\n");
  const kept = lines.slice(0, MAX_LINES).join("\n");
  return lines.length > MAX_LINES || full.length > MAX_CHARACTERS ? `${kept} …` : kept;
}

/** An error's stack leads through the judge: its name, message and fields are what a learner can use. */
const withoutStacks = (text: string): string => text.replaceAll(/\n\s+at [^\n]+?( \{)?(?=\n|$)/g, "$1");

import type { Failure } from "./protocol.ts";

/** Kept where even the check at which a mistake fails differs from run to run. */
export const VARIES = "varies";

/**
 * What a failure looks like, as a short text: two answers whose failures look alike behave alike.
 *
 * Made from the check that failed, how far the rule had come, and what was received there. Places in
 * the file do not count, nor does anything that differs from run to run.
 */
export function fingerprintOf({ kind, happened, steps = [], received = "", counterexample }: Failure): string {
  const text = [kind, happened, String(steps.length), received, counterexample?.value ?? ""].join("\n");
  return hash(text);
}

/**
 * Which check failed, and how far the rule had come, whatever was received there: kept instead of a
 * fingerprint where a mistake fails with another value each time, because it asks the wall clock.
 */
export function placeOfFailure({ kind, happened, steps = [] }: Failure): string {
  return `${VARIES} at ${hash([kind, happened, String(steps.length)].join("\n"))}`;
}

/** FNV-1a over UTF-16 units, 32 bits, as eight hexadecimal digits: short, stable, and no secret. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}

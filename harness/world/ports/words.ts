import { inspect } from "node:util";
import type { Answer } from "../run/operation.ts";

const LONGEST = 40;

/** A value as a few characters. */
export function sayValue(value: unknown): string {
  if (typeof value === "string") return value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
  const text = inspect(value, { depth: 2, breakLength: Infinity, compact: true }).replaceAll(/\s+/g, " ");
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** An error as it reads in a timeline. */
export const sayError = (error: unknown): string =>
  error instanceof Error ? String(Reflect.get(error, "code") ?? error.name) : sayValue(error);

/** What a caller got. */
export function sayAnswer(answer: Answer): string {
  if (!answer.ok) return `fails with ${sayError(answer.error)}`;
  return answer.value === undefined ? "nothing" : sayValue(answer.value);
}

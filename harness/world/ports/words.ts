import { inspect } from "node:util";
import type { Answer } from "../run/operation.ts";

const LONGEST = 40;

/** When every world begins (see `WorldClock`): the date of this day goes without saying. */
const FIRST_DAY = "2026-01-15";

/** A value as a few characters. */
export function sayValue(value: unknown): string {
  if (typeof value === "string") return value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
  const text = inspect(value, { depth: 2, breakLength: Infinity, compact: true }).replaceAll(/\s+/g, " ");
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** A point in time as `"09:00:10.000"`, in UTC whatever the machine's zone; on another day than the world's, with its date. */
export function sayTime(time: Date): string {
  if (Number.isNaN(time.getTime())) return "no valid time";
  const [day = "", clock = ""] = time.toISOString().replace("Z", "").split("T");
  return day === FIRST_DAY ? clock : `${day} ${clock}`;
}

/** An error as it reads in a timeline. */
export const sayError = (error: unknown): string =>
  error instanceof Error ? String(Reflect.get(error, "code") ?? error.name) : sayValue(error);

/** What a caller got. */
export function sayAnswer(answer: Answer): string {
  if (!answer.ok) return `fails with ${sayError(answer.error)}`;
  return answer.value === undefined ? "nothing" : sayValue(answer.value);
}

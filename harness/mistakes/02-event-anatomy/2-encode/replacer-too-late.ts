// @belief A replacer sees every value before JSON.stringify converts it.
// @breaks dates-come-back, keeps-or-refuses, any-event-comes-back, damage-is-told
// @section what-json-loses
import { MalformedEvent, type NewEvent } from "eventlings";

type Fields = Readonly<Record<string, unknown>>;

/** Writes an event as JSON text. Every text gets a ', so that no text looks like anything else. */
export function encode(event: NewEvent): string {
  return JSON.stringify(event, (_key, value: unknown) => {
    if (value instanceof Date) return `D${value.toISOString()}`;
    if (typeof value === "string") return `'${value}`;
    if (typeof value === "bigint") return `B${String(value)}`;
    if (value === undefined) return "U";
    if (typeof value === "number" && !Number.isFinite(value)) return `N${String(value)}`;
    if (typeof value === "function" || typeof value === "symbol" || isForeign(value)) throw new TypeError("no data");
    return value;
  });
}

/** Reads what `encode` wrote. */
export function decode(text: string): NewEvent {
  try {
    const event = revive(JSON.parse(text));
    if (isEvent(event)) return event;
  } catch (cause) {
    throw new MalformedEvent("The text cannot be read.", { cause });
  }
  throw new MalformedEvent("The text is no event: an event has an id, a type and data.");
}

function revive(value: unknown): unknown {
  if (typeof value === "string") return reviveText(value.charAt(0), value.slice(1));
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]));
}

function reviveText(kind: string, rest: string): unknown {
  if (kind === "'") return rest;
  if (kind === "D") return new Date(new Date(rest).toISOString());
  if (kind === "B") return BigInt(rest);
  if (kind === "U") return undefined;
  if (kind === "N") return Number(rest);
  throw new TypeError(`no such kind of value: ${kind}`);
}

const isForeign = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.prototype.toString.call(value) !== "[object Object]";

const isEvent = (value: unknown): value is NewEvent & Fields =>
  typeof value === "object" &&
  value !== null &&
  "id" in value &&
  typeof value.id === "string" &&
  "type" in value &&
  typeof value.type === "string" &&
  "data" in value;

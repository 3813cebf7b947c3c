// @belief A reviver that returns undefined gives the field the value undefined.
// @breaks undefined-comes-back, any-event-comes-back
// @section what-json-loses
import { MalformedEvent, type NewEvent } from "eventlings";

/** `this` is the object that holds the value: Dates reach a replacer as text already. */
function replace(this: Record<string, unknown>, key: string): unknown {
  const value = this[key];
  if (value instanceof Date) return `D${value.toISOString()}`;
  if (typeof value === "string") return `'${value}`;
  if (typeof value === "bigint") return `B${String(value)}`;
  if (value === undefined) return "U";
  if (typeof value === "number" && !Number.isFinite(value)) return `N${String(value)}`;
  if (typeof value === "function" || typeof value === "symbol" || isForeign(value)) throw new TypeError("no data");
  return value;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const [kind, rest] = [value.charAt(0), value.slice(1)];
  if (kind === "'") return rest;
  if (kind === "D") return new Date(new Date(rest).toISOString());
  if (kind === "B") return BigInt(rest);
  if (kind === "U") return undefined;
  if (kind === "N" && /^(NaN|-?Infinity)$/.test(rest)) return Number(rest);
  throw new TypeError(`no such kind of value: ${kind}`);
}

/** Writes an event as JSON text. */
export function encode(event: NewEvent): string {
  return JSON.stringify(event, replace);
}

/** Reads what `encode` wrote. */
export function decode(text: string): NewEvent {
  try {
    const event: unknown = JSON.parse(text, revive);
    if (isEvent(event)) return event;
  } catch (cause) {
    throw new MalformedEvent("The text cannot be read.", { cause });
  }
  throw new MalformedEvent("The text is no event: an event has an id, a type and data.");
}

const isForeign = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (!["[object Object]", "[object Array]"].includes(Object.prototype.toString.call(value)) ||
    Object.getOwnPropertySymbols(value).length > 0 ||
    (Array.isArray(value) && Object.keys(value).length !== value.length));

const isEvent = (value: unknown): value is NewEvent =>
  typeof value === "object" &&
  value !== null &&
  "id" in value &&
  typeof value.id === "string" &&
  "type" in value &&
  typeof value.type === "string" &&
  "data" in value;

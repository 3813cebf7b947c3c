// @belief Nobody has a field called $, so a tag cannot be mistaken.
// @breaks look-alikes-survive, any-event-comes-back
// @section tags-and-look-alikes
import { MalformedEvent, type NewEvent } from "eventlings";

/**
 * What JSON has no word for is written as an object with this key: `{"$": "date", "value": "2026-…"}`.
 */
const TAG = "$";

type Fields = Readonly<Record<string, unknown>>;

/** Writes an event as JSON text. */
export function encode(event: NewEvent): string {
  return JSON.stringify(pack(event));
}

/** Reads what `encode` wrote. */
export function decode(text: string): NewEvent {
  const event = unpack(parse(text));
  if (!isEvent(event)) throw new MalformedEvent("The text is no event: an event has an id, a type and data.");
  return event;
}

function pack(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      // JSON writes NaN and the infinities as null, and -0 as 0.
      return Number.isFinite(value) && !Object.is(value, -0) ? value : tagged("number", nameOf(value));
    case "bigint":
      return tagged("bigint", String(value));
    case "undefined":
      return tagged("undefined");
    case "object":
      return value === null ? null : packObject(value);
    default:
      throw new TypeError(`An event cannot hold a ${typeof value}. Give it plain data.`);
  }
}

function packObject(value: object): unknown {
  if (Array.isArray(value)) {
    if (!isDense(value))
      throw new TypeError("An event cannot hold an array with holes, or with other keys than 0, 1, 2 …");
    return value.map(pack);
  }
  if (value instanceof Date) return tagged("date", value.toISOString());
  if (!isPlain(value)) throw new TypeError("An event cannot hold the instance of a class, or a key that is a symbol.");
  return mapFields(value, pack);
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (!isObject(value)) return value;
  return Object.hasOwn(value, TAG) ? untag(value) : mapFields(value, unpack);
}

function untag({ [TAG]: tag, value }: Fields): unknown {
  if (tag === "undefined") return undefined;
  if (tag === "number" && ODD_NUMBERS.some((name) => name === value)) return Number(value);
  if (tag === "bigint" && typeof value === "string" && /^-?\d+$/.test(value)) return BigInt(value);
  if (tag === "date" && typeof value === "string") {
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
  }
  throw new MalformedEvent(`The text holds a damaged value: ${JSON.stringify({ [TAG]: tag, value })}.`);
}

/** `Object.fromEntries` makes own properties, always: assigning to `__proto__` would set the prototype. */
const mapFields = (fields: object, change: (value: unknown) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value)]));

const tagged = (tag: string, value?: unknown): Fields => ({ [TAG]: tag, ...(value === undefined ? {} : { value }) });

const ODD_NUMBERS = ["NaN", "Infinity", "-Infinity", "-0"];
const nameOf = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Is this an object literal, and not the instance of a class whose prototype would be lost? */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isLiteral = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isLiteral && Object.getOwnPropertySymbols(value).length === 0;
};

/** JSON writes null for a hole, and nothing for a key that is no position. */
const isDense = (list: readonly unknown[]): boolean => {
  const keys = Object.keys(list);
  return keys.length === list.length && keys.every((key, index) => key === String(index));
};

const isEvent = (value: unknown): value is NewEvent & Fields =>
  isObject(value) && typeof value["id"] === "string" && typeof value["type"] === "string" && "data" in value;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedEvent("The text is not valid JSON.", { cause });
  }
}

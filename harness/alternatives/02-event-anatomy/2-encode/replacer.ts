// @style JSON.stringify's own replacer and a prefix in every string: "'" for text, another letter for the rest.
import { MalformedEvent, type NewEvent } from "eventlings";

/** `this` is the object that holds the value: Dates reach a replacer as text already. */
function replace(this: Record<string, unknown>, key: string, converted: unknown): unknown {
  const value = this[key];
  if (value instanceof Date) return `D${value.toISOString()}`;
  switch (typeof value) {
    case "string":
      return `'${value}`;
    case "bigint":
      return `B${String(value)}`;
    case "undefined":
      return "U";
    case "number":
      return Number.isFinite(value) ? value : `N${String(value)}`;
    case "function":
    case "symbol":
      throw new TypeError(`${key} is no data.`);
    case "object":
      if (value === null) return value;
      if (Object.getOwnPropertySymbols(value).length > 0) throw new TypeError(`${key} has keys that are symbols.`);
      if (Array.isArray(value)) {
        // A hole is read as undefined here, and comes back so. Another key than a position would be lost.
        if (Object.keys(value).some((name) => !(Number(name) < value.length)))
          throw new TypeError(`${key} has more than items.`);
        return value;
      }
      if (Object.getPrototypeOf(value) !== Object.prototype) throw new TypeError(`${key} is no plain object.`);
      return value;
    default:
      return converted;
  }
}

const READ: Readonly<Record<string, (text: string) => unknown>> = {
  "'": (text) => text,
  D: (text) => new Date(new Date(text).toISOString()),
  B: (text) => BigInt(text === "" ? "?" : text),
  U: () => undefined,
  N: (text) => [NaN, Infinity, -Infinity].find((odd) => String(odd) === text) ?? BigInt("no such number"),
};

/** Walks what was parsed and replaces in place; a reviver could not: it deletes where it returns undefined. */
function revive(value: unknown): unknown {
  if (typeof value === "string") {
    const read = READ[value.charAt(0)];
    if (read === undefined) throw new TypeError(`no such kind of value: ${value}`);
    return read(value.slice(1));
  }
  if (typeof value !== "object" || value === null) return value;
  for (const key of Object.keys(value)) {
    const inner = revive(Object.getOwnPropertyDescriptor(value, key)?.value);
    Object.defineProperty(value, key, { value: inner, enumerable: true, configurable: true, writable: true });
  }
  return value;
}

export function encode(event: NewEvent): string {
  return JSON.stringify(event, replace);
}

export function decode(text: string): NewEvent {
  try {
    const event = revive(JSON.parse(text)) as NewEvent;
    if ([event.id, event.type].every((field) => typeof field === "string") && "data" in event) return event;
  } catch (cause) {
    throw new MalformedEvent("The text cannot be read.", { cause });
  }
  throw new MalformedEvent("The text can be read, and is no event.");
}

// @style Plain JSON beside a table that says, path by path, what JSON could not: the data itself stays readable.
import { MalformedEvent, type NewEvent } from "eventlings";

type Kind = "date" | "bigint" | "undefined" | "number";
type Note = readonly [path: readonly (string | number)[], kind: Kind];

export function encode(event: NewEvent): string {
  const notes: Note[] = [];
  const plain = strip(event, [], notes);
  return JSON.stringify({ event: plain, notes });
}

function strip(value: unknown, path: readonly (string | number)[], notes: Note[]): unknown {
  const note = (kind: Kind, text: unknown): unknown => {
    notes.push([path, kind]);
    return text;
  };
  if (typeof value === "function" || typeof value === "symbol") throw new Error("Only data can be sent.");
  if (value === undefined) return note("undefined", null);
  if (typeof value === "bigint") return note("bigint", value.toString());
  if (typeof value === "number" && !Number.isFinite(value)) return note("number", String(value));
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return note("date", value.toISOString());
  if (Object.getOwnPropertySymbols(value).length > 0) throw new Error("Symbols cannot be sent.");
  if (Array.isArray(value)) {
    const items = Array.from(value, (item: unknown, index) => strip(item, [...path, index], notes));
    if (Object.keys(value).join() !== Object.keys(items).join()) throw new Error("Only whole arrays can be sent.");
    return items;
  }
  if (![null, Object.prototype].includes(Object.getPrototypeOf(value) as object | null))
    throw new Error("Only plain objects can be sent.");
  return bare(Object.entries(value).map(([key, inner]) => [key, strip(inner, [...path, key], notes)]));
}

/** An object without a prototype: in it, every key is only a key. */
function bare(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const result = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of entries) result[key] = value;
  return result;
}

export function decode(text: string): NewEvent {
  try {
    const { event, notes } = JSON.parse(text) as { event: Record<string, unknown>; notes: Note[] };
    for (const [path, kind] of notes) restore(event, path, kind);
    const { id, type } = event;
    if (typeof id !== "string" || typeof type !== "string" || !Object.hasOwn(event, "data"))
      throw new Error("no event");
    return event as unknown as NewEvent;
  } catch (cause) {
    throw new MalformedEvent("This is no event.", { cause });
  }
}

function restore(root: object, path: readonly (string | number)[], kind: Kind): void {
  const parents = path.slice(0, -1);
  const last = path.at(-1);
  let parent: object = root;
  for (const key of parents) parent = own(parent, key) as object;
  if (last === undefined) throw new Error("an event is an object");
  const value = revive(kind, own(parent, last));
  Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
}

function own(object: object, key: string | number): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  if (descriptor === undefined) throw new Error("a note about something that is not there");
  return descriptor.value;
}

function revive(kind: Kind, text: unknown): unknown {
  switch (kind) {
    case "undefined":
      return undefined;
    case "number":
      if (!["NaN", "Infinity", "-Infinity"].includes(String(text))) throw new Error("no such number");
      return Number(text);
    case "bigint":
      return BigInt(String(text));
    case "date":
      // toISOString throws for a date that is none.
      return new Date(new Date(String(text)).toISOString());
  }
}

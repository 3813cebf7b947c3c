// @style Every single value is written as [kind, content]: nothing is ever left bare, so nothing needs escaping.
import { MalformedEvent, type NewEvent } from "eventlings";

type Pair = readonly [kind: string, content?: unknown];
interface Codec {
  readonly is: (value: unknown) => boolean;
  readonly write: (value: never) => unknown;
  readonly read: (content: never) => unknown;
}

const codecs: readonly (readonly [string, Codec])[] = [
  ["-", { is: (v) => v === undefined, write: () => 0, read: () => undefined }],
  ["j", { is: isJsonScalar, write: (v: unknown) => v, read: (c: unknown) => c }],
  ["f", { is: (v) => typeof v === "number", write: String, read: readOddNumber }],
  ["n", { is: (v) => typeof v === "bigint", write: (v: bigint) => v.toString(36), read: readBigInt }],
  ["d", { is: (v) => v instanceof Date, write: (v: Date) => v.getTime(), read: readDate }],
  ["a", { is: isList, write: (v: unknown[]) => v.map(write), read: (c: Pair[]) => c.map(read) }],
  ["o", { is: isPlain, write: (v: object) => Object.entries(v).map(([k, w]) => [k, write(w)]), read: readObject }],
];

function isJsonScalar(value: unknown): boolean {
  return value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}

function isPlain(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Object]" && isOnly(Object.keys(Object(value)), value);
}

/** An array of which every key is a position, and every position a key. */
function isList(value: unknown): boolean {
  return Array.isArray(value) && isOnly([...value.keys()].map(String).concat("length"), value);
}

/** Has the value these keys of its own, and no others? */
function isOnly(keys: readonly string[], value: unknown): boolean {
  const own = Reflect.ownKeys(Object(value) as object);
  return own.length === keys.length && keys.every((key) => own.includes(key));
}

function readOddNumber(content: string): number {
  if (!/^(NaN|-?Infinity)$/.test(content)) throw new RangeError("a number that is none");
  return Number(content);
}

function readBigInt(content: string): bigint {
  let total = 0n;
  for (const digit of content.replace("-", "")) total = total * 36n + BigInt(parseInt(digit, 36));
  return content.startsWith("-") ? -total : total;
}

function readDate(content: number): Date {
  const date = new Date(content);
  if (typeof content !== "number" || Number.isNaN(date.getTime())) throw new RangeError("a date that is none");
  return date;
}

function readObject(content: (readonly [string, Pair])[]): object {
  return Object.fromEntries(content.map(([key, pair]) => [key, read(pair)]));
}

function write(value: unknown): Pair {
  const found = codecs.find(([, codec]) => codec.is(value));
  if (found === undefined) throw new TypeError("There is no way to write this down.");
  const content = found[1].write(value as never);
  if (typeof content === "number" && !Number.isFinite(content))
    throw new RangeError("An invalid date cannot be written.");
  return [found[0], content];
}

function read([kind, content]: Pair): unknown {
  const codec = codecs.find(([name]) => name === kind)?.[1];
  if (codec === undefined) throw new TypeError(`unknown kind ${kind}`);
  return codec.read(content as never);
}

export function encode(event: NewEvent): string {
  return `${JSON.stringify(write(event), undefined, 1)}\n`;
}

export function decode(text: string): NewEvent {
  let event: Partial<NewEvent> | undefined;
  try {
    event = read(JSON.parse(text) as Pair) as Partial<NewEvent>;
  } catch (cause) {
    throw new MalformedEvent("The text was not written by encode, or not all of it is here.", { cause });
  }
  if (typeof event?.id === "string" && typeof event.type === "string" && "data" in event) return event as NewEvent;
  throw new MalformedEvent("The text holds no event.");
}

import type { FieldsEvent, SealedValue } from "eventlings";

/** The sealed value in a field, or nothing where what is there is none. */
export function sealedIn(event: FieldsEvent, field: string): SealedValue | undefined {
  const value = event.data[field];
  if (typeof value !== "object" || value === null) return undefined;
  const parts = value as Partial<Record<keyof SealedValue, unknown>>;
  const isSealed = [parts.nonce, parts.text, parts.tag].every((part) => typeof part === "string");
  return isSealed ? (value as SealedValue) : undefined;
}

/** The same event with another value in one field. */
export const withField = (event: FieldsEvent, field: string, value: unknown): FieldsEvent => ({
  ...event,
  data: { ...event.data, [field]: value },
});

/** Is this base64 as everybody reads it: its usual letters, padded? */
export const isBase64 = (text: string): boolean => Buffer.from(text, "base64").toString("base64") === text;

export const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));

/** A sealed value with one bit turned over in one of its parts. */
export function flipped(sealed: SealedValue, part: keyof SealedValue, at: number): SealedValue {
  const bytes = bytesOf(sealed[part]);
  const place = at % bytes.length;
  bytes[place] = (bytes[place] ?? 0) ^ (1 << (at % 8));
  return { ...sealed, [part]: Buffer.from(bytes).toString("base64") };
}

/** A sealed value with a tag of so many bytes. */
export const cutTag = (sealed: SealedValue, length: number): SealedValue => ({
  ...sealed,
  tag: Buffer.from(bytesOf(sealed.tag).slice(0, length)).toString("base64"),
});

// @belief AES with 256 bits is AES with 256 bits, and this one needs no nonce.
// @breaks hides-what-is-personal, moved-is-refused, tampered-is-refused
// @section one-nonce-one-value
import { createCipheriv, createDecipheriv } from "node:crypto";
import {
  REDACTED,
  ValueTampered,
  type FieldsEvent,
  type PiiVault,
  type PiiVaultPorts,
  type SealedValue,
} from "eventlings";

export function createPiiVault({ keys, random, personal }: PiiVaultPorts): PiiVault {
  const personalIn = ({ type, data }: FieldsEvent) =>
    Object.entries(personal[type] ?? {})
      .filter(([field]) => Object.hasOwn(data, field))
      .map(([field, about]) => ({ field, person: String(data[about]) }));

  return {
    async seal(event) {
      const data: Record<string, unknown> = { ...event.data };
      for (const { field, person } of personalIn(event)) {
        const cipher = createCipheriv("aes-256-ecb", await keys.obtain(person), null);
        const text = cipher.update(JSON.stringify(event.data[field]), "utf8", "base64") + cipher.final("base64");
        data[field] = { nonce: base64(random.next(12)), text, tag: base64(random.next(16)) };
      }
      return { ...event, data };
    },

    async open(event) {
      const data: Record<string, unknown> = { ...event.data };
      const redacted: string[] = [];
      for (const { field, person } of personalIn(event)) {
        const key = await keys.find(person);
        if (key === undefined) redacted.push(field);
        data[field] = key === undefined ? REDACTED : valueIn(event, field, key);
      }
      return { event: { ...event, data }, redacted };
    },
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function valueIn(event: FieldsEvent, field: string, key: Uint8Array): unknown {
  try {
    const decipher = createDecipheriv("aes-256-ecb", key, null);
    const { text } = event.data[field] as SealedValue;
    return JSON.parse(decipher.update(text, "base64", "utf8") + decipher.final("utf8"));
  } catch {
    throw new ValueTampered(event.id, field);
  }
}

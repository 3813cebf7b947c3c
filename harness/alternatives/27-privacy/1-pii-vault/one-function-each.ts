// @style Small pure functions over entries; looks at every field of the event instead of every field of the schema.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { REDACTED, ValueTampered, type PiiVault, type PiiVaultPorts, type SealedValue } from "eventlings";

const encrypt = (key: Uint8Array, nonce: Uint8Array, place: string, value: unknown): SealedValue => {
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
  const text = cipher.update(JSON.stringify([value]), "utf8", "base64") + cipher.final("base64");
  return { nonce: Buffer.from(nonce).toString("base64"), text, tag: cipher.getAuthTag().toString("base64") };
};

const decrypt = (key: Uint8Array, place: string, value: unknown): readonly [unknown] | undefined => {
  const sealed = (value ?? {}) as Partial<SealedValue>;
  const [nonce, tag] = [sealed.nonce, sealed.tag].map((part) => Buffer.from(String(part), "base64"));
  if (nonce?.length !== 12 || tag?.length !== 16 || typeof sealed.text !== "string") return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place)).setAuthTag(tag);
  try {
    return JSON.parse(decipher.update(sealed.text, "base64", "utf8") + decipher.final("utf8")) as [unknown];
  } catch {
    return undefined;
  }
};

export function createPiiVault({ keys, random, personal }: PiiVaultPorts): PiiVault {
  return {
    async seal(event) {
      const entries: [string, unknown][] = [];
      for (const [field, value] of Object.entries(event.data)) {
        const about = personal[event.type]?.[field];
        if (about === undefined) {
          entries.push([field, value]);
          continue;
        }
        const key = await keys.obtain(event.data[about] as string);
        entries.push([field, encrypt(key, random.next(12), JSON.stringify({ field, id: event.id }), value)]);
      }
      return Object.freeze({ ...event, data: Object.freeze(Object.fromEntries(entries)) });
    },

    async open(event) {
      const redacted: string[] = [];
      const entries: [string, unknown][] = [];
      for (const [field, value] of Object.entries(event.data)) {
        const about = personal[event.type]?.[field];
        const key = about === undefined ? undefined : await keys.find(event.data[about] as string);
        if (about === undefined) entries.push([field, value]);
        else if (key === undefined) redacted.push(field);
        else {
          const plain = decrypt(key, JSON.stringify({ field, id: event.id }), value);
          if (plain === undefined) throw new ValueTampered(event.id, field);
          entries.push([field, plain[0]]);
        }
      }
      for (const field of redacted) entries.push([field, REDACTED]);
      return { event: { ...event, data: Object.fromEntries(entries) }, redacted };
    },
  };
}

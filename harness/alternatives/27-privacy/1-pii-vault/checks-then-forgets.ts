// @style Takes the nonce from Node instead of the port, asks for each person's key once an event, and pads the text.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { REDACTED, ValueTampered, type FieldsEvent, type PiiVault, type PiiVaultPorts } from "eventlings";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Ciphertext is as long as its text: without this, the length of a name would show. */
const padded = (text: string): string => text.padEnd(Math.ceil(text.length / 64) * 64);

export function createPiiVault({ keys, personal }: PiiVaultPorts): PiiVault {
  const about = (event: FieldsEvent): Map<string, string[]> => {
    const fields = new Map<string, string[]>();
    for (const [field, id] of Object.entries(personal[event.type] ?? {})) {
      if (!(field in event.data)) continue;
      const person = String(event.data[id]);
      fields.set(person, [...(fields.get(person) ?? []), field]);
    }
    return fields;
  };

  const seal = async (event: FieldsEvent): Promise<FieldsEvent> => {
    const copy = structuredClone(event) as { data: Record<string, unknown> };
    for (const [person, fields] of about(event)) {
      const key = await keys.obtain(person);
      for (const field of fields) {
        const iv = randomBytes(12);
        const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(`${field}@${event.id}`));
        const text = `${cipher.update(padded(JSON.stringify(event.data[field])), "utf8", "hex")}${cipher.final("hex")}`;
        copy.data[field] = {
          nonce: iv.toString("base64"),
          text: Buffer.from(text, "hex").toString("base64"),
          tag: cipher.getAuthTag().toString("base64"),
        };
      }
    }
    return { id: event.id, type: event.type, ...copy };
  };

  const read = (event: FieldsEvent, field: string, key: Uint8Array): unknown => {
    const value = event.data[field];
    const parts = isObject(value) ? [value["nonce"], value["text"], value["tag"]] : [];
    const [iv, text, tag] = parts.map((part) => Buffer.from(typeof part === "string" ? part : "", "base64"));
    if (iv?.length !== 12 || text === undefined || tag?.length !== 16) throw new ValueTampered(event.id, field);
    const decipher = createDecipheriv("aes-256-gcm", key, iv)
      .setAAD(Buffer.from(`${field}@${event.id}`))
      .setAuthTag(tag);
    try {
      return JSON.parse(Buffer.concat([decipher.update(text), decipher.final()]).toString());
    } catch (error) {
      throw Object.assign(new ValueTampered(event.id, field), { cause: error });
    }
  };

  return {
    seal,
    async open(event) {
      const data = new Map<string, unknown>(Object.entries(event.data));
      const redacted = new Set<string>();
      for (const [person, fields] of about(event)) {
        const key = await keys.find(person);
        for (const field of fields) {
          if (key === undefined) redacted.add(field);
          data.set(field, key === undefined ? REDACTED : read(event, field, key));
        }
      }
      return { event: { ...event, data: Object.fromEntries(data) }, redacted: [...redacted] };
    },
  };
}

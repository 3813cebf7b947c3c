// @belief A deleted key never comes back, so who has none need not be asked for again.
// @breaks opens-what-it-sealed
// @section copies-of-the-key
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
  /** The personal fields that the event has, with the id of whom each is about. */
  const personalIn = ({ type, data }: FieldsEvent) =>
    Object.entries(personal[type] ?? {})
      .filter(([field]) => Object.hasOwn(data, field))
      .map(([field, about]) => ({ field, person: String(data[about]) }));

  const gone = new Set<string>();
  const keyOf = async (person: string): Promise<Uint8Array | undefined> => {
    if (gone.has(person)) return undefined;
    const key = await keys.find(person);
    if (key === undefined) gone.add(person);
    return key;
  };

  return {
    async seal(event) {
      const data: Record<string, unknown> = { ...event.data };
      for (const { field, person } of personalIn(event)) {
        const nonce = random.next(12);
        const key = await keys.obtain(person);
        const cipher = createCipheriv("aes-256-gcm", key, nonce);
        cipher.setAAD(placeOf(event, field));
        const text = Buffer.concat([cipher.update(JSON.stringify(event.data[field]), "utf8"), cipher.final()]);
        data[field] = { nonce: base64(nonce), text: base64(text), tag: base64(cipher.getAuthTag()) };
      }
      return { ...event, data };
    },

    async open(event) {
      const data: Record<string, unknown> = { ...event.data };
      const redacted: string[] = [];
      for (const { field, person } of personalIn(event)) {
        const key = await keyOf(person);
        if (key === undefined) redacted.push(field);
        data[field] = key === undefined ? REDACTED : valueIn(event, field, key);
      }
      return { event: { ...event, data }, redacted };
    },
  };
}

/** Where a value belongs. It goes into the tag, so that the value opens nowhere else. */
const placeOf = (event: FieldsEvent, field: string): Buffer => Buffer.from(JSON.stringify([event.id, field]));

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function valueIn(event: FieldsEvent, field: string, key: Uint8Array): unknown {
  try {
    const { nonce, text, tag } = event.data[field] as SealedValue;
    // Node takes a tag of four bytes, too, unless it is told how long it must be.
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"), { authTagLength: 16 });
    decipher.setAAD(placeOf(event, field));
    decipher.setAuthTag(Buffer.from(tag, "base64"));
    const plain = Buffer.concat([decipher.update(Buffer.from(text, "base64")), decipher.final()]);
    return JSON.parse(plain.toString("utf8"));
  } catch {
    throw new ValueTampered(event.id, field);
  }
}

// @style A class that works on all fields at the same time, and ties a value to person and type, too.
import { createCipheriv, createDecipheriv, type DecipherGCM } from "node:crypto";
import {
  REDACTED,
  ValueTampered,
  type FieldsEvent,
  type OpenedEvent,
  type PiiVault,
  type PiiVaultPorts,
  type SealedValue,
} from "eventlings";

const PARTS = ["nonce", "text", "tag"] as const;

class Vault implements PiiVault {
  readonly #ports: PiiVaultPorts;

  constructor(ports: PiiVaultPorts) {
    this.#ports = ports;
  }

  async seal(event: FieldsEvent): Promise<FieldsEvent> {
    const sealed = await Promise.all(
      this.#fields(event).map(async (field) => {
        const key = await this.#ports.keys.obtain(this.#person(event, field));
        const nonce = this.#ports.random.next(12);
        const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 });
        cipher.setAAD(this.#place(event, field));
        let text = cipher.update(JSON.stringify({ value: event.data[field] }), "utf8", "base64");
        text += cipher.final("base64");
        const tag = cipher.getAuthTag().toString("base64");
        return [field, { nonce: Buffer.from(nonce).toString("base64"), text, tag }] as const;
      }),
    );
    return { ...event, data: { ...event.data, ...Object.fromEntries(sealed) } };
  }

  async open(event: FieldsEvent): Promise<OpenedEvent> {
    const fields = this.#fields(event);
    const keys = await Promise.all(fields.map((field) => this.#ports.keys.find(this.#person(event, field))));
    const redacted = fields.filter((_, at) => keys[at] === undefined);
    const opened = fields.map((field, at) => {
      const key = keys[at];
      return [field, key === undefined ? REDACTED : this.#read(event, field, key)] as const;
    });
    return { event: { ...event, data: { ...event.data, ...Object.fromEntries(opened) } }, redacted };
  }

  #fields({ type, data }: FieldsEvent): string[] {
    return Object.keys(this.#ports.personal[type] ?? {}).filter((field) => field in data);
  }

  #person(event: FieldsEvent, field: string): string {
    return String(event.data[this.#ports.personal[event.type]?.[field] ?? ""]);
  }

  #place(event: FieldsEvent, field: string): Buffer {
    return Buffer.from(`${String(event.id.length)}:${event.id}:${this.#person(event, field)}:${event.type}:${field}`);
  }

  #read(event: FieldsEvent, field: string, key: Uint8Array): unknown {
    const value = event.data[field];
    if (!isSealed(value)) throw new ValueTampered(event.id, field);
    const [nonce, text, tag] = PARTS.map((part) => Buffer.from(value[part], "base64")) as [Buffer, Buffer, Buffer];
    if (nonce.length !== 12 || tag.length !== 16) throw new ValueTampered(event.id, field);
    const decipher: DecipherGCM = createDecipheriv("aes-256-gcm", key, nonce);
    decipher.setAAD(this.#place(event, field)).setAuthTag(tag);
    const plain = decipher.update(text, undefined, "utf8");
    try {
      decipher.final();
    } catch {
      throw new ValueTampered(event.id, field);
    }
    return (JSON.parse(plain) as { value: unknown }).value;
  }
}

const isSealed = (value: unknown): value is SealedValue =>
  typeof value === "object" &&
  value !== null &&
  PARTS.every((part) => typeof (value as Record<string, unknown>)[part] === "string");

export const createPiiVault = (ports: PiiVaultPorts): PiiVault => new Vault(ports);

import { createHash } from "node:crypto";
import { PersonForgotten, type FieldsEvent, type KeyVault, type PersonalFields, type RandomBytes } from "eventlings";

/** Which fields of the shop's events are about whom. */
export const PERSONAL: PersonalFields = {
  CustomerRegistered: { name: "customerId", contact: "customerId" },
  GiftOrdered: { giverName: "giverId", receiverName: "receiverId", receiverAddress: "receiverId" },
};

/** Ada registers: two personal values, one of them an object. */
export const adaRegisters = (id = "evt-1"): FieldsEvent => ({
  id,
  type: "CustomerRegistered",
  data: {
    customerId: "c-17",
    name: "Ada Lovelace",
    contact: { mail: "ada@example.org", phones: ["+44 20 7946 0958"] },
    segment: "business",
  },
  metadata: { correlationId: "request-9" },
});

/** Ada sends Grace a gift: one event about two people. */
export const adaGivesGrace = (id = "evt-2"): FieldsEvent => ({
  id,
  type: "GiftOrdered",
  data: {
    orderId: "order-1",
    total: 4200,
    giverId: "c-17",
    giverName: "Ada Lovelace",
    receiverId: "c-23",
    receiverName: "Grace Hopper",
    receiverAddress: "12 Harbour Street, Arlington",
  },
});

/** A key vault in the rule's hands. */
export class KeysAtHand implements KeyVault {
  readonly #keys = new Map<string, Uint8Array | undefined>();
  readonly #name: string;
  /** What every call fails with from now on. */
  outage: unknown = undefined;

  /** Vaults of different names have different keys for one person. */
  constructor(name = "key") {
    this.#name = name;
  }

  async obtain(person: string): Promise<Uint8Array> {
    await this.#answer();
    if (this.#keys.has(person) && this.#keys.get(person) === undefined) throw new PersonForgotten(person);
    const key = this.#keys.get(person) ?? digest(`${this.#name} ${person}`);
    this.#keys.set(person, key);
    return Uint8Array.from(key);
  }

  async find(person: string): Promise<Uint8Array | undefined> {
    await this.#answer();
    const key = this.#keys.get(person);
    return key === undefined ? undefined : Uint8Array.from(key);
  }

  async delete(person: string): Promise<void> {
    await this.#answer();
    this.#keys.set(person, undefined);
  }

  async #answer(): Promise<void> {
    await Promise.resolve();
    if (this.outage !== undefined) throw this.outage;
  }
}

const digest = (text: string): Uint8Array => Uint8Array.from(createHash("sha256").update(text).digest());

/** Bytes that look random, are the same in every run, and never repeat. */
export function randomAtHand(): RandomBytes {
  let last = 0;
  return {
    next(length) {
      const bytes: number[] = [];
      while (bytes.length < length) {
        last += 1;
        bytes.push(...digest(`random ${String(last)}`));
      }
      return Uint8Array.from(bytes.slice(0, length));
    },
  };
}

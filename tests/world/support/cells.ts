import type { Me } from "../../../harness/world/world.ts";

/** A variable that processes share: each read and each write is one step. */
export class Cell<T> {
  value: T;
  readonly #name: string;
  readonly #bit: number;

  constructor(name: string, value: T, bit = 1) {
    this.#name = name;
    this.value = value;
    this.#bit = bit;
  }

  read(me: Me<unknown>): Promise<T> {
    return me.ask<T>({
      lane: this.#name,
      direction: "call",
      reads: this.#bit,
      writes: 0,
      durable: false,
      perform: () => this.value,
      what: () => "read",
      outcome: (answer) => (answer.ok ? String(answer.value) : "failed"),
    });
  }

  write(me: Me<unknown>, value: T): Promise<void> {
    return me.ask<void>({
      lane: this.#name,
      direction: "call",
      reads: 0,
      writes: this.#bit,
      durable: true,
      perform: () => {
        this.value = value;
      },
      what: () => `write ${String(value)}`,
    });
  }
}

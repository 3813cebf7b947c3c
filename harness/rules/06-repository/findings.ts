import type { Broken } from "#spec";

/** Notes what is wrong while a process tells its story; the first thing counts. */
export class Findings {
  #first: Broken | undefined;

  note(happened: string, values: Omit<Broken, "happened"> = {}): void {
    this.#first ??= { happened, ...values };
  }

  get first(): Broken | undefined {
    return this.#first;
  }
}

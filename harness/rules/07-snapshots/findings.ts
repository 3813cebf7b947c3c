import { same, type Broken } from "#spec";

/** Notes what is wrong while a process tells its story; the first thing counts. */
export class Findings {
  #first: Broken | undefined;

  note(happened: string, values: Omit<Broken, "happened"> = {}): void {
    this.#first ??= { happened, ...values };
  }

  equal(received: unknown, expected: unknown, happened: string): void {
    if (!same(received, expected)) this.note(happened, { expected, received });
  }

  get first(): Broken | undefined {
    return this.#first;
  }
}

/** Is this error told of: as it is, or as the cause of another one? */
export const isAbout = (told: unknown, error: Error): boolean =>
  told === error || (told instanceof Error && told.cause !== told && isAbout(told.cause, error));

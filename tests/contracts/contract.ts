import { describe, test } from "vitest";

/** What one case of a contract gets: the thing under contract, and a way to see that something waits. */
export interface Bench<T> {
  readonly subject: T;
  /** Is this promise still open when everything that can go on has gone on? */
  readonly isWaiting: (promise: Promise<unknown>) => Promise<boolean>;
}

/** Makes the thing under contract, new for every case, and takes it down again. */
export type Factory<T> = (body: (bench: Bench<T>) => Promise<void>) => Promise<void>;

/** One promise that a port makes, and how to see whether it is kept. */
export type Cases<T> = Readonly<Record<string, (bench: Bench<T>) => Promise<void>>>;

/** States every case as a test of what `factory` makes. */
export function contract<T>(name: string, cases: Cases<T>): (factory: Factory<T>) => void {
  return (factory) =>
    describe(name, () => {
      for (const [promise, body] of Object.entries(cases)) test(promise, () => factory(body));
    });
}

import { isNotImplemented, type Check } from "#spec";
import {
  DuplicateHandler,
  NoHandler,
  type Command,
  type KeyValueStore,
  type NewEvent,
  type PublishReport,
  type Query,
} from "eventlings";

export const command = (type: string, data: unknown = {}): Command => ({ id: `cmd-${type}`, type, data });
export const query = (type: string, data: unknown = {}): Query => ({ type, data });
export const event = (type: string, data: unknown = {}): NewEvent => ({ id: `evt-${type}`, type, data });

export const isNoHandler = (error: unknown): boolean => error instanceof NoHandler;
export const isDuplicate = (error: unknown): boolean => error instanceof DuplicateHandler;
export const doNothing = async (): Promise<void> => undefined;

/** A store that hands out copies. It is a class, as clients of databases are: its methods need their `this`. */
export class TestStore implements KeyValueStore {
  readonly #values: Map<string, unknown>;

  constructor(initial: Readonly<Record<string, unknown>> = {}) {
    this.#values = new Map(Object.entries(initial));
  }

  async read(key: string): Promise<unknown> {
    return structuredClone(this.#values.get(key));
  }

  async write(key: string, value: unknown): Promise<void> {
    this.#values.set(key, structuredClone(value));
  }
}

/** What became of a promise so far. */
export interface Watched {
  state: "pending" | "resolved" | "rejected";
  value?: unknown;
}

/** Watches a call without waiting for it. */
export function watch(call: () => Promise<unknown>): Watched {
  const watched: Watched = { state: "pending" };
  const begin = async (): Promise<unknown> => call();
  begin().then(
    (value) => Object.assign(watched, { state: "resolved", value }),
    (value: unknown) => Object.assign(watched, { state: "rejected", value }),
  );
  return watched;
}

/** Lets a stub's "not written yet" through: it is no broken promise. */
export function rethrowIfUnwritten({ state, value }: Watched): void {
  if (state === "rejected" && isNotImplemented(value)) throw value;
}

/** Fails unless `call` gives a promise that rejects with what `wanted` accepts. To throw at once is not enough. */
export async function rejects(
  check: Check,
  name: "send" | "ask",
  call: () => Promise<unknown>,
  wanted: (error: unknown) => boolean,
  happened: string,
): Promise<void> {
  let promise: Promise<unknown>;
  try {
    promise = call();
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    return check.fail(
      `${name} threw at once. It should give a promise that rejects: whoever wrote ${name}(…).catch(…) never gets there.`,
      { received: error },
    );
  }
  await check.fails(() => promise, wanted, happened);
}

export type FailureWay = "rejects" | "throws";
export const FAILURE_WAYS: readonly FailureWay[] = ["throws", "rejects"];
export const HOW = { throws: "throws at once", rejects: "rejects" } as const;

/** A handler that fails in one of the two ways there are. */
export function failing(way: FailureWay, error: unknown): () => Promise<void> {
  if (way === "rejects") return async () => Promise.reject(error);
  return () => {
    throw error;
  };
}

/** The report of a publish, where there is one. */
export function reportOf(check: Check, value: unknown): PublishReport {
  const report = value as PublishReport | undefined;
  check.that(
    Array.isArray(report?.handledBy) && Array.isArray(report.failures),
    "publish resolved with something that is no report: it has no lists handledBy and failures.",
    { received: value },
  );
  return report ?? { handledBy: [], failures: [] };
}

/** Holds a report against what the subscribers really did. */
export function checkReport(
  check: Check,
  value: unknown,
  handled: readonly string[],
  errors: ReadonlyMap<string, unknown>,
): void {
  const report = reportOf(check, value);
  check.equal(
    report.failures.map(({ subscriber }) => subscriber).sort(),
    [...errors.keys()].sort(),
    "The failures in the report are not the subscribers that failed: nobody knows whom to try again.",
  );
  check.equal(
    [...report.handledBy].sort(),
    [...handled].sort(),
    "The report's handledBy should name the subscribers that handled the event, and no others.",
  );
  for (const { subscriber, error } of report.failures) {
    check.that(
      error === errors.get(subscriber),
      `The report does not carry the error of subscriber ${subscriber} as it was thrown.`,
      { expected: errors.get(subscriber), received: error },
    );
  }
}

/** Does what a hurried colleague does: `(reader as KeyValueStore).write(…)`. */
export async function tryToWrite(object: unknown): Promise<void> {
  if (typeof object !== "object" || object === null) return;
  try {
    await (object as KeyValueStore).write("order-1", { status: "seen" });
    await (object as KeyValueStore).write("order-2", { status: "seen" });
  } catch {
    // No such method, or one that refuses: either way nothing was written.
  }
}

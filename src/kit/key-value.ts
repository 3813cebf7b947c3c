/** How a value is written. */
export interface SetOptions {
  /** Only if the key has no value (`NX`), or only if it has one (`XX`). */
  readonly onlyIf?: "absent" | "present";
  /** Milliseconds until it is gone (`PX`). */
  readonly expiresIn?: number;
}

/** A store of values by key, as Redis is: each call is atomic, and there are no transactions. */
export interface KeyValueClient {
  /** The value, or `undefined` where there is none. */
  get(key: string): Promise<unknown>;
  /** Says whether it was written. If it rejects, nobody knows. */
  set(key: string, value: unknown, options?: SetOptions): Promise<boolean>;
  /** Says whether there was something to delete. */
  delete(key: string): Promise<boolean>;
  /** Adds to a number (0 where there is none) and gives the sum. */
  increment(key: string, by?: number): Promise<number>;
}

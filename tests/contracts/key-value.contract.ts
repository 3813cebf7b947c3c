/* oxlint-disable vitest/no-standalone-expect -- every case is run within a test: see `contract` */
import { expect } from "vitest";
import type { KeyValueClient } from "../../src/kit/index.ts";
import { contract } from "./contract.ts";

/** An empty store, and a way to let time pass. */
export interface StoreUnderContract {
  readonly store: KeyValueClient;
  readonly pass: (milliseconds: number) => Promise<void>;
}

/** What a key-value store promises. */
export const keyValueContract = contract<StoreUnderContract>("a key-value store", {
  "keeps copies": async ({ subject: { store } }) => {
    const value = { left: 1 };
    expect(await store.set("mug", value)).toBe(true);
    value.left = 2;
    expect(await store.get("mug")).toEqual({ left: 1 });
    expect(await store.get("cup")).toBeUndefined();
  },
  "writes only if absent, or only if present, when told": async ({ subject: { store } }) => {
    expect(await store.set("k", 1, { onlyIf: "present" })).toBe(false);
    expect(await store.set("k", 1, { onlyIf: "absent" })).toBe(true);
    expect(await store.set("k", 2, { onlyIf: "absent" })).toBe(false);
    expect(await store.set("k", 3, { onlyIf: "present" })).toBe(true);
    expect(await store.get("k")).toBe(3);
  },
  "forgets when it is told, and when time is up": async ({ subject: { store, pass } }) => {
    await store.set("a", 1);
    expect(await store.delete("a")).toBe(true);
    expect(await store.delete("a")).toBe(false);
    await store.set("b", 1, { expiresIn: 100 });
    await pass(99);
    expect(await store.get("b")).toBe(1);
    await pass(1);
    expect(await store.get("b")).toBeUndefined();
  },
  "adds to a number": async ({ subject: { store } }) => {
    expect(await store.increment("n")).toBe(1);
    expect(await store.increment("n", 4)).toBe(5);
  },
});

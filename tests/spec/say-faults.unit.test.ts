import { expect, test } from "vitest";
import { sayFaults } from "../../harness/spec/say-faults.ts";

test.each([
  [{}, undefined],
  [{ crashes: 0 }, undefined],
  [{ crashes: 1 }, "at most one crash"],
  [{ crashes: 2, duplicates: 1 }, "at most two crashes and one duplicate"],
  [{ timeouts: 1, delays: 1, drops: 12 }, "at most one timeout, one delay and 12 lost messages"],
])("what may go wrong is said in words: %j", (faults, words) => {
  expect(sayFaults(faults)).toBe(words);
});

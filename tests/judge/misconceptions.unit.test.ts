import { expect, test } from "vitest";
import { fingerprintOf, placeOfFailure } from "../../src/judge/fingerprint.ts";
import { matchMisconceptions } from "../../src/judge/misconceptions.ts";
import type { Failure, RuleVerdict } from "../../src/judge/index.ts";
import { fail, verdict } from "../support/verdicts.ts";

const asksTheHost: Failure = {
  kind: "broken-promise",
  happened: "recordedAt is not the time that the clock showed.",
  received: "2026-11-24T16:08:22.972Z",
  steps: ["append an event", "read it"],
};

/** What one broken rule is taken for, where a mistake was kept with this signature of it. */
const takenFor = (signature: string, failure: Failure): readonly string[] => {
  const rules: readonly RuleVerdict[] = verdict([fail(failure)]).rules;
  const rule = rules[0]?.id ?? "";
  const mistake = {
    file: "host-time.ts",
    belief: "The time is the host's.",
    breaks: [rule],
    section: "time",
    signature: { [rule]: signature },
    hangs: false,
  };
  return matchMisconceptions({ mistakes: [mistake] }, rules).map(({ belief }) => belief);
};

test("a mistake is recognised where the same check fails with the same value", () => {
  expect(takenFor(fingerprintOf(asksTheHost), asksTheHost)).toEqual(["The time is the host's."]);
  expect(takenFor(fingerprintOf(asksTheHost), { ...asksTheHost, received: "1970-01-01T00:00:00.000Z" })).toEqual([]);
});

test("one that fails with another value each time is recognised by its check, and by no other check", () => {
  const kept = placeOfFailure(asksTheHost);
  expect(takenFor(kept, { ...asksTheHost, received: "2031-01-01T00:00:00.000Z" })).toEqual(["The time is the host's."]);
  expect(takenFor(kept, { ...asksTheHost, happened: "The event has no recordedAt." })).toEqual([]);
  expect(takenFor(kept, { ...asksTheHost, steps: ["append an event"] })).toEqual([]);
});

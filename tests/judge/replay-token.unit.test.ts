import { expect, test } from "vitest";
import { fromReplayToken, toReplayToken } from "../../src/judge/index.ts";

test("a token names a rule and one of its schedules, and is read back as it was written", () => {
  const token = toReplayToken("loses-nothing", "2-00_1z4");
  expect(token).toBe("loses-nothing.2-00_1z4");
  expect(fromReplayToken(` ${token}\n`)).toEqual({ rule: "loses-nothing", schedule: "2-00_1z4" });
});

test.each(["", "2-004", "loses-nothing", "loses-nothing.", "loses-nothing.2", "loses.nothing.2-0", "a.2-0 --x"])(
  "%j is no token",
  (text) => {
    expect(fromReplayToken(text)).toBeUndefined();
  },
);

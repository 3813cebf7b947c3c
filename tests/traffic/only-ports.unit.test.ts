import { describe, expect, test } from "vitest";
import { CheckFailed, createCheck, newCheckLog, type CheckLog } from "../../harness/spec/check.ts";
import { usesOnlyPorts } from "../../harness/traffic/only-ports.ts";
import { VirtualTime } from "../../harness/traffic/virtual-time.ts";

/** What is found where the learner's code does this. */
function found(does: () => void): CheckLog {
  const log = newCheckLog();
  try {
    usesOnlyPorts({ check: createCheck(log), does });
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
  }
  return log;
}

describe("code that uses only its ports", () => {
  test("may do with them what it wants", () => {
    const time = new VirtualTime();
    const log = found(() => {
      time.start(10, () => undefined).cancel();
      new Date(time.now().getTime() + time.elapsed()).toISOString();
    });
    expect(log.failure).toBeUndefined();
  });

  test.for<readonly [string, () => void]>([
    ["Date.now()", () => void Date.now()],
    ["new Date()", () => void new Date()],
    ["performance", () => void performance.now()],
    ["Math.random()", () => void Math.random()],
    ["setTimeout", () => clearTimeout(setTimeout(() => undefined, 0))],
  ])("does not call %s: the sentence names it, and the stack leads to its line", ([call, does]) => {
    const log = found(does);
    expect(log.failure?.happened).toMatch(
      new RegExp(`^Your code called ${call.replace(/[()]/g, "\\$&")}, which goes round`),
    );
    expect(log.thrown).toBeInstanceOf(Error);
    expect((log.thrown as Error).stack).toContain("only-ports.unit.test.ts");
  });

  test("has the real ones back afterwards, also where it throws", () => {
    const { now } = Date;
    found(() => void Date.now());
    expect(() =>
      found(() => {
        throw new Error("mine");
      }),
    ).toThrow("mine");
    expect(Date.now).toBe(now);
  });
});

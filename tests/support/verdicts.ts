import type { Failure, RuleOutcome, RuleVerdict, Verdict } from "../../src/judge/index.ts";
import type { Look, VerdictContext } from "../../src/render/index.ts";

/** The folder that paths in these verdicts lie in. */
export const BASE = "/clone";
export const FILE = "/clone/workspace/04-event-store/1-append.ts";

export const PLAIN: Look = { color: false, columns: 80 };
export const NARROW: Look = { color: false, columns: 40 };

export const SOURCE = `import { NotImplemented } from "eventlings";

export function createEventStore() {
  const events: unknown[] = [];
  return {
    append(event: unknown) {
      events.push(event);
    },
    read() {
      while (true) events.length;
      throw new NotImplemented("read");
    },
  };
}
`;

const RULES = [
  ["keeps-its-own-copy", "Nothing that the caller does later changes what was recorded.", "copies"],
  ["all-or-nothing", "An append records all of its events or none of them.", "all-or-nothing"],
  ["one-order", "readAll gives the events of every stream in one order that never changes.", "global-order"],
] as const;

export const PASS: RuleOutcome = { status: "pass", checks: 4 };
export const TODO: RuleOutcome = { status: "todo", what: "read is not written yet." };
export const UNKNOWN: RuleOutcome = { status: "unknown", reason: "The run had to be ended before this rule." };

/** A failed outcome. */
export const fail = (failure: Partial<Failure> = {}): RuleOutcome => ({
  status: "fail",
  failure: {
    kind: "broken-promise",
    happened: "The caller added an item to its own array after append, and the recorded event changed with it.",
    ...failure,
  },
});

/** A verdict on three rules with these outcomes. */
export function verdict(outcomes: readonly RuleOutcome[], rest: Partial<Verdict> = {}): Verdict {
  const rules = outcomes.map((outcome, index): RuleVerdict => {
    const [id, says, section] = RULES[index] ?? RULES[0];
    return { id, says, section, why: "History that changes under your feet is found weeks later.", outcome };
  });
  const passed = outcomes.every(({ status }) => status === "pass");
  return {
    exercise: "event-store/append",
    status: passed ? "pass" : "fail",
    file: FILE,
    rules,
    types: [],
    misconceptions: [],
    output: "",
    seed: 7,
    took: 40,
    ...rest,
  };
}

/** What the verdicts above are shown with. */
export function context(rest: Partial<VerdictContext> = {}): VerdictContext {
  return {
    title: "An event store in memory",
    lesson: "event-store",
    promises: 3,
    sections: new Map([
      ["copies", "What a copy protects"],
      ["all-or-nothing", "All or nothing"],
      ["global-order", "One order over all"],
    ]),
    source: SOURCE,
    base: BASE,
    next: { id: "event-store/expected-version", title: "Check the expected version", minutes: 30 },
    failures: "first",
    ...rest,
  };
}

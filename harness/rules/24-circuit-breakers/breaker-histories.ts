import type { RuleContext } from "#spec";
import type { BreakerOptions } from "eventlings";
import fc from "fast-check";
import { BreakerModel } from "./breaker-model.ts";
import { Call, OPTIONS, Shop, type Ending, type Exercise } from "./breakers.ts";

/** Small numbers, so that a short history has everything in it. */
const SMALL: BreakerOptions = { ...OPTIONS, minimumCalls: 3, openFor: 1_000, callTimeout: 2_500 };

type Step =
  | { readonly do: "begin" }
  | { readonly do: "end"; readonly which: number; readonly how: Ending }
  | { readonly do: "ask"; readonly how: Ending }
  | { readonly do: "wait"; readonly milliseconds: number };

const how = fc.constantFrom<Ending>("fails", "fails", "works", "declines");

/** What can happen between a shop and its breaker. */
export const anyHistory: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("begin" as const) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("end" as const), which: fc.nat({ max: 5 }), how }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("ask" as const), how }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        milliseconds: fc.constantFrom(1, 400, 999, 1_000, 1_500, 2_600, 8_000),
      }),
    },
  ),
  { minLength: 1, maxLength: 24 },
);

interface Running {
  readonly call: Call;
  readonly due: number;
}

/** Does what the history says, and holds every call against what the promises say about it. */
export async function follow(
  context: Pick<RuleContext<Exercise>, "exercise" | "settle" | "check" | "step">,
  history: readonly Step[],
): Promise<void> {
  const { check, step } = context;
  const shop = new Shop(context, SMALL);
  const model = new BreakerModel(SMALL);
  let running: Running[] = [];
  step(
    "in short: window 10,000 ms, 3 results at least, a share of 0.5, open for 1,000 ms, one probe, 2,500 ms for a call",
  );

  const begin = async (): Promise<Call> => {
    const now = shop.time.elapsed();
    const { what, because } = model.expects(now);
    const call = await shop.begin();
    step(`${String(now - 5_000)} ms: a call begins, and is ${call.isThrough ? "made" : "refused"}`);
    check.that(
      what === "either" || (what === "through") === call.isThrough,
      `A call was ${call.isThrough ? "made" : "not made"}, though ${because}.`,
    );
    check.that(
      call.isThrough || call.code === "BREAKER_OPEN",
      "A call was not made, and its caller did not get a BreakerOpen at once.",
      { received: call.answer },
    );
    model.became(call, call.isThrough);
    if (call.isThrough) running.push({ call, due: now + SMALL.callTimeout });
    return call;
  };

  const ended = async (call: Call, failed: boolean): Promise<void> => {
    model.ended(call, failed, shop.time.elapsed());
    running = running.filter((other) => other.call !== call);
    // Where the promises leave it open whether it is open, the next call tells.
    if (model.isUnclear) await begin();
  };

  const end = async (call: Call, ending: Ending): Promise<void> => {
    step(`a call ${ending === "declines" ? "is declined" : ending}`);
    await shop.end(call, ending);
    await ended(call, ending === "fails");
  };

  const wait = async (milliseconds: number): Promise<void> => {
    const until = shop.time.elapsed() + milliseconds;
    for (;;) {
      const next = running.toSorted((one, other) => one.due - other.due).at(0);
      if (next === undefined || next.due > until) break;
      await shop.time.pass(next.due - shop.time.elapsed());
      step(`${String(next.due - 5_000)} ms: a call has taken too long`);
      check.equal(
        next.call.code,
        "CALL_TIMEOUT",
        "A call took 2,500 ms, and its caller should have got a CallTimeout.",
      );
      await ended(next.call, true);
    }
    await shop.time.pass(until - shop.time.elapsed());
  };

  for (const next of history) {
    if (next.do === "begin") await begin();
    else if (next.do === "wait") await wait(next.milliseconds);
    else if (next.do === "ask") {
      const call = await begin();
      if (call.isThrough) await end(call, next.how);
    } else {
      const call = running[next.which % Math.max(1, running.length)]?.call;
      if (call !== undefined) await end(call, next.how);
    }
  }
  await begin();
}

import * as exercise from "#exercise/24-circuit-breakers/2-adaptive-limit";
import { rulesFor } from "#spec";
import type { CallOutcome } from "eventlings";
import { usesOnlyPorts } from "../../traffic/only-ports.ts";
import { anyUse, follow } from "./limit-histories.ts";
import { Caller, HEALTHY, LIMITS, SLOW, underLoad, WINDOW, type Taken } from "./limits.ts";

const rule = rulesFor("circuit-breakers/adaptive-limit", exercise);
const DAY = 86_400_000;

/** Has a limit fallen as far as it has to, with two batches of slow calls? */
const hasFallen = (before: number, after: number): boolean =>
  after <= Math.max(LIMITS.min, before - Math.min(1, before / 10)) + 1e-9;

rule("enforces", ({ exercise, check, step, scenario }) => {
  usesOnlyPorts({
    check,
    does: () => void new Caller(exercise).batch(HEALTHY),
  });

  scenario("an initial limit of 20; 1,000 calls want to begin at once");
  const caller = new Caller(exercise);
  check.equal(caller.limit.limit, 20, "The limit to begin with is not the initial one.");
  const taken = caller.take(1_000);
  check.equal(taken.length, 20, "1,000 calls wanted to begin at once. So many got a place, and the limit is 20:");
  step("one of the 20 ends, soon and well; 100 more want to begin");
  caller.pass(HEALTHY);
  taken[0]?.place.release("done");
  const now = Math.floor(caller.limit.limit);
  check.equal(
    caller.take(100).length,
    Math.max(0, now - 19),
    `20 calls were under way, and one of them has ended. The limit is ${String(now)}. 100 more wanted a place, and so many got one:`,
  );

  scenario("slow calls cut the limit while all places are taken");
  const cut = new Caller(exercise);
  cut.windows(5, HEALTHY);
  const before = cut.take();
  cut.pass(SLOW);
  for (const { place } of before.splice(0, 3)) place.release("done");
  const { limit } = cut.limit;
  const more = cut.take();
  const underWay = before.length + more.length;
  check.that(
    more.length === 0 || underWay <= limit,
    `The limit was cut to ${String(limit)}. ${String(before.length)} calls were still under way, and more were let in.`,
    { received: underWay },
  );

  step("all of them end as ignored, and as many calls as can begin");
  for (const { place } of [...before, ...more]) place.release("ignored");
  const allowed = Math.floor(cut.limit.limit);
  check.equal(
    cut.take().length,
    allowed,
    `The limit is ${cut.limit.limit.toFixed(2)}, which allows ${String(allowed)} calls. So many got a place:`,
  );

  scenario("a limit for orders, of which all places are taken, and one for taxes");
  new Caller(exercise).take();
  check.equal(
    new Caller(exercise).take().length,
    20,
    "All places for calls to one service are taken. The limit for another service has so many places, and nobody is there:",
  );
  step("the calls for orders are slow");
  const [orders, taxes] = [new Caller(exercise), new Caller(exercise)];
  for (let batch = 1; batch <= 4; batch += 1) orders.batch(SLOW);
  check.equal(
    taxes.limit.limit,
    20,
    "Calls to one service were slow, and cut its limit. Nobody has called the other service, whose limit is:",
  );
});

rule("gives-places-back", ({ exercise, check, step, scenario }) => {
  for (const outcome of ["done", "overloaded", "ignored"] as const) {
    scenario(`a limit of 20, which is its min and its max: 200 rounds, in which all calls end as "${outcome}"`);
    const caller = new Caller(exercise, { min: 20, max: 20 });
    for (let round = 1; round <= 200; round += 1) {
      const taken = caller.take();
      check.equal(
        taken.length,
        20,
        `All calls of the round before have ended as "${outcome}". Of 20 places so many are free:`,
      );
      caller.pass(HEALTHY);
      for (const { place } of taken) place.release(outcome);
    }
  }
  scenario("a limit of 20, which is its min and its max; a call ends, and gives its place back twice");
  const caller = new Caller(exercise, { min: 20, max: 20 });
  const [first] = caller.take();
  step("once as done, and once more in a finally");
  first?.place.release("done");
  first?.place.release("ignored");
  check.equal(
    caller.take(5).length,
    1,
    "One of 20 calls has ended, and has given its place back twice. Of five more calls so many got a place:",
  );

  scenario(
    "a limit of 20; five calls end well, and two windows later say once more that they have ended: as overloaded",
  );
  const twice = new Caller(exercise);
  const five = twice.take(5);
  twice.pass(HEALTHY);
  for (const { place } of five) place.release("done");
  const { limit } = twice.limit;
  twice.pass(2 * WINDOW);
  for (const { place } of five) place.release("overloaded");
  check.equal(
    twice.limit.limit,
    limit,
    "Five calls had ended well. Then each was released a second time, as overloaded, which changes nothing. The limit is:",
  );
});

rule("grows-when-full", ({ exercise, check, scenario }) => {
  for (const latency of [5, 60, 95]) {
    scenario(`a limit of 20, in full use for 20 windows; all calls take ${String(latency)} ms`);
    const caller = new Caller(exercise);
    const limit = caller.windows(20, latency);
    check.that(
      limit >= 30,
      `For 20 windows all places were taken, and every call took ${String(latency)} ms, where more than 100 is slow. From 20 the limit has come to this; by one in two windows would be 30.`,
      { received: limit },
    );
  }
  scenario("the same, until the limit is at its max of 25");
  const caller = new Caller(exercise, { max: 25 });
  const limit = caller.windows(50, HEALTHY);
  check.that(limit === 25, "50 windows in full use, all calls healthy, and a max of 25. The limit is something else.", {
    received: limit,
  });
});

rule("grows-with-care", ({ exercise, check, step, scenario }) => {
  for (const initial of [4, 400]) {
    scenario(`a limit of ${String(initial)}, in full use; all calls take 60 ms`);
    const caller = new Caller(exercise, { initial, max: 100_000 });
    for (let batch = 1; batch <= 30; batch += 1) {
      const before = caller.limit.limit;
      const after = caller.batch(HEALTHY);
      step(`batch ${String(batch)}: ${before.toFixed(1)} -> ${after.toFixed(1)}`);
      check.that(
        after - before <= Math.ceil(Math.sqrt(before)) + 1e-9,
        `Within 60 ms, which is less than a window, the limit has grown by this much; its square root is ${Math.sqrt(before).toFixed(1)}. The service is told of it when it is too late.`,
        { received: after - before },
      );
    }
  }
  scenario("a limit of 40; each millisecond as many calls begin as may, and each takes 60 ms");
  const caller = new Caller(exercise, { initial: 40, max: 100_000 });
  const underWay: Taken[] = [];
  const limits: number[] = [];
  for (let at = 0; at < 5 * WINDOW; at += 1) {
    while (underWay[0] !== undefined && caller.now - underWay[0].begun >= HEALTHY) {
      underWay.shift()?.place.release("done");
      underWay.push(...caller.take(1));
    }
    // One more in each millisecond: so they end one after the other, and each is followed by another one.
    underWay.push(...caller.take(1));
    limits.push(caller.limit.limit);
    const before = limits[Math.max(0, at - WINDOW + 1)] ?? 40;
    check.that(
      caller.limit.limit - before <= Math.ceil(Math.sqrt(before)) + 1e-9,
      `Call after call ended well, and another one began at once, so that all places were taken again and again. Within ${String(WINDOW - 1)} ms, which is less than a window, the limit has grown from ${before.toFixed(1)} by this much; its square root is ${Math.sqrt(before).toFixed(1)}.`,
      { received: caller.limit.limit - before },
    );
    caller.pass(1);
  }
});

rule("cuts-when-slow", ({ exercise, check, step, scenario }) => {
  for (const [outcome, latency, story] of [
    ["done", SLOW, "take 600 ms, where more than 100 is slow"],
    ["done", 101, "take 101 ms, where more than 100 is slow"],
    ["overloaded", 120, "are refused as too many after 120 ms"],
    ["overloaded", 1, "are refused as too many after 1 ms; then 150 ms pass"],
  ] as const satisfies readonly (readonly [CallOutcome, number, string])[]) {
    scenario(`five healthy windows of 30 ms a call; then all calls ${story}`);
    const caller = new Caller(exercise);
    caller.windows(5, 30);
    for (let batch = 1; batch <= 6; batch += 2) {
      const before = caller.limit.limit;
      for (const _ of [1, 2]) {
        caller.batch(latency, outcome);
        if (latency === 1) caller.pass(150);
      }
      const after = caller.limit.limit;
      step(`batches ${String(batch)} and ${String(batch + 1)}: ${before.toFixed(1)} -> ${after.toFixed(1)}`);
      check.that(
        hasFallen(before, after),
        `Two batches of calls that all ${story.replace(/;.*/, "")} have ended. The limit has gone from ${before.toFixed(1)} to this, and should have fallen by one, or by a tenth of it, at least.`,
        { received: after },
      );
    }
    step("and 200 batches more");
    for (let batch = 1; batch <= 200; batch += 2) {
      const before = caller.limit.limit;
      for (const _ of [1, 2]) {
        caller.batch(latency, outcome);
        if (latency === 1) caller.pass(150);
      }
      check.that(
        hasFallen(before, caller.limit.limit),
        `Two more batches of calls that all ${story.replace(/;.*/, "")} have ended. The limit has gone from ${before.toFixed(2)} to this. It should have fallen by one, or by a tenth of it, at least, or to its min of 2.`,
        { received: caller.limit.limit },
      );
    }
    check.equal(
      caller.limit.limit,
      LIMITS.min,
      "Only slow calls for 200 batches, and a min of 2. The limit is something else:",
    );
    check.equal(caller.take().length, 2, "The limit has fallen to its min of 2. So many calls got a place:");
  }
  scenario("a limit of 20; a call begins every 50 ms, and each takes 150 ms, where more than 100 is slow");
  const caller = new Caller(exercise);
  const underWay: Taken[] = [];
  for (let at = 0; at < 3_000; at += 50) {
    while (underWay[0] !== undefined && caller.now - underWay[0].begun >= 150) underWay.shift()?.place.release("done");
    underWay.push(...caller.take(1));
    caller.pass(50);
  }
  check.that(
    caller.limit.limit <= 19,
    "Calls overlap: a new one begins every 50 ms, and each takes 150 ms, which is slow. How long a call took is counted from its own beginning. In three seconds the limit should have fallen from 20. It is:",
    { received: caller.limit.limit },
  );
});

rule("one-cut-a-window", ({ exercise, check, step, scenario }) => {
  scenario("a limit of 1,000; one hiccup delays all answers of a batch to 600 ms");
  const caller = new Caller(exercise, { initial: 1_000, max: 10_000 });
  caller.windows(5, HEALTHY);
  const before = caller.limit.limit;
  const taken = caller.take();
  caller.pass(SLOW);
  for (const { place } of taken.splice(0, 7)) place.release("done");
  const after = caller.limit.limit;
  check.that(
    after >= before / 2,
    "Seven answers were slow at the same moment, for one reason. The limit was cut by more than half.",
    { expected: `${(before / 2).toFixed(0)} at least`, received: after },
  );
  step("the rest of the batch ends; 10 ms later ten new calls are refused as too many");
  for (const { place } of taken) place.release("done");
  check.that(
    caller.limit.limit >= before / 2,
    "All answers of a batch were slow, for one reason. The limit was cut by more than half.",
    { expected: `${(before / 2).toFixed(0)} at least`, received: caller.limit.limit },
  );
  caller.batch(10, "overloaded", 10);
  check.that(caller.limit.limit >= before / 2, "Ten ms after a cut there was another one, with a window of 100 ms.", {
    expected: `${(before / 2).toFixed(0)} at least`,
    received: caller.limit.limit,
  });

  for (const offset of [0, 30, 60, 90]) {
    scenario(`${String(offset)} ms pass; then calls are refused as too many, every 10 ms, for five windows`);
    const refused = new Caller(exercise, { initial: 1_000 });
    refused.pass(offset);
    let cutAt = -Infinity;
    for (let at = 0; at < 5 * WINDOW; at += 10) {
      const high = refused.limit.limit;
      if (refused.batch(10, "overloaded", 5) >= high) continue;
      check.that(
        refused.now - cutAt >= WINDOW,
        `The limit was cut twice within ${String(refused.now - cutAt)} ms. In any stretch of 100 ms one cut is the most, wherever it begins.`,
      );
      cutAt = refused.now;
    }
  }

  scenario(
    "five calls begin, and five more; the first ones are slow and cut the limit; 250 ms later the others end, slow as well",
  );
  const waves = new Caller(exercise, { initial: 100 });
  waves.windows(5, HEALTHY);
  const first = waves.take(5);
  waves.pass(50);
  const second = waves.take(5);
  waves.pass(300);
  for (const { place } of first) place.release("done");
  const cut = waves.limit.limit;
  waves.pass(250);
  for (const { place } of second) place.release("done");
  check.equal(
    waves.limit.limit,
    cut,
    "Five calls were slow and cut the limit. Later five more ended that had begun before the cut. They say nothing about the new limit, and cut it once more.",
  );
  step("200 ms later five new calls begin, and then five more, and are slow too");
  waves.pass(200);
  waves.batch(SLOW, "done", 5);
  const limit = waves.batch(SLOW, "done", 5);
  check.that(
    limit < cut,
    "Ten calls began after the cut, and were slow. They are a reason for another cut, and there was none.",
    { received: limit },
  );
});

rule("recovers", ({ exercise, check, step, scenario }) => {
  for (const latency of [20, 60, 90]) {
    scenario(`five healthy windows of ${String(latency)} ms a call, then slow calls until the limit is at 2`);
    const caller = new Caller(exercise);
    caller.windows(5, latency);
    for (let batch = 1; batch <= 100; batch += 1) caller.batch(SLOW);
    step(`the trouble is over: 60 windows in full use, ${String(latency)} ms a call`);
    const limit = caller.windows(60, latency);
    check.that(
      limit >= 30,
      `The trouble is over. For 60 windows all places were taken, and every call took ${String(latency)} ms, where more than 100 is slow. From 2 the limit has come to this; by one in two windows would be 32.`,
      { received: limit },
    );
  }
  scenario("a min of 1, and a limit that has fallen to it");
  const one = new Caller(exercise, { min: 1 });
  one.windows(5, HEALTHY);
  for (let batch = 1; batch <= 100; batch += 1) one.batch(SLOW);
  const limit = one.windows(20, HEALTHY);
  check.that(
    limit >= 10,
    "The limit was at 1. For 20 windows its only place was taken, and all calls were healthy. It has come to this:",
    {
      received: limit,
    },
  );
});

rule("does-not-grow-unused", ({ exercise, check, scenario }) => {
  scenario("a limit of 50; for 1,000 windows three calls at a time, 20 ms each");
  const quiet = new Caller(exercise, { initial: 50 });
  const night = quiet.windows(1_000, 20, "done", 3);
  check.that(
    night <= 50,
    "A night with three calls at a time, which were all fast. That says nothing about 50, and the limit has grown:",
    {
      received: night,
    },
  );
  scenario("a limit of 50, in full use for ten windows; then 1,000 windows with 20 calls at a time");
  const evening = new Caller(exercise, { initial: 50 });
  const used = evening.windows(10, 20);
  const after = evening.windows(1_000, 20, "done", 20);
  check.that(
    after <= used + 2 * Math.ceil(Math.sqrt(used)),
    `The limit was ${used.toFixed(0)} in the evening. In the night there were 20 calls at a time, less than half of it, and it has grown to this:`,
    { received: after },
  );
});

rule("ignored-says-nothing", ({ exercise, check, scenario }) => {
  for (const [latency, what] of [
    [5, "after 5 ms each, because the input is wrong"],
    [SLOW, "after 600 ms each, because the caller gave up"],
  ] as const) {
    scenario(`a limit of 20 in full use; for 20 windows all calls end as ignored, ${what}`);
    const caller = new Caller(exercise);
    const before = caller.limit.limit;
    check.equal(
      caller.windows(20, latency, "ignored"),
      before,
      `All calls ended as ignored, ${what}. That says nothing about the service, and the limit has changed.`,
    );
  }
});

rule("ignores-the-wall-clock", ({ exercise, check, step, scenario }) => {
  for (const [by, how] of [
    [DAY, "forward by a day"],
    [-DAY, "back by a day"],
  ] as const) {
    scenario(`a limit of 100 in full use; while calls are under way, somebody sets the wall clock ${how}`);
    const caller = new Caller(exercise, { initial: 100 });
    const before = caller.windows(3, HEALTHY);
    const taken = caller.take();
    caller.setWall(by);
    caller.pass(HEALTHY);
    for (const { place } of taken) place.release("done");
    check.that(
      caller.limit.limit >= before,
      `The calls took 60 ms, and the wall clock was set ${how} meanwhile. The limit was cut.`,
      { received: caller.limit.limit },
    );
    step("20 windows in full use");
    const grown = caller.windows(20, HEALTHY);
    check.that(
      grown >= before + 10 && grown <= before + 300,
      `The wall clock was set ${how}. Then, in 20 windows of healthy calls in full use, the limit of ${before.toFixed(0)} has come to this:`,
      { received: grown },
    );
    step("two batches of slow calls; somebody sets the clock again; two more");
    const high = caller.limit.limit;
    caller.batch(SLOW);
    const cut = caller.batch(SLOW);
    caller.setWall(by);
    caller.batch(SLOW);
    const again = caller.batch(SLOW);
    check.that(
      cut < high && again < cut,
      `Twice two batches of slow calls came after the wall clock was set ${how}. Each two should have cut the limit.`,
      { received: [high, cut, again] },
    );
  }
});

rule("finds-what-it-bears", ({ exercise, check, step, scenario }) => {
  scenario(
    "a service that works on 20 calls at once, 60 ms each; a caller that asks for as much as it may, for a minute",
  );
  const caller = new Caller(exercise, { initial: 10 });
  const report = (what: string, found: ReturnType<typeof underLoad>): void =>
    step(
      `${what}: a limit of ${found.limit.toFixed(1)} on average, ${(100 * found.used).toFixed(0)} % of the capacity used`,
    );
  const good = underLoad(caller, { takes: HEALTHY, capacity: 20 }, 60_000);
  report("20 at once", good);
  check.that(
    good.limit <= 45 && good.used >= 0.8,
    "The service works on 20 calls at once; with 34 under way they all become slow. The limit should come to rest near there, and the service be busy.",
    { expected: "a limit of 45 at most, and 80 % of the capacity used", received: good },
  );
  step("three quarters of the service break down, for a minute");
  const bad = underLoad(caller, { takes: HEALTHY, capacity: 5 }, 60_000);
  report("5 at once", bad);
  check.that(
    bad.limit <= 14 && bad.used >= 0.7,
    "The service now works on 5 calls at once; with 9 under way they all become slow. The limit should follow.",
    { expected: "a limit of 14 at most, and 70 % of the capacity used", received: bad },
  );
  step("the service is whole again, for a minute");
  const again = underLoad(caller, { takes: HEALTHY, capacity: 20 }, 60_000);
  report("20 at once", again);
  check.that(
    again.limit <= 45 && again.used >= 0.8,
    "The service works on 20 calls at once again. The limit should have come back by itself.",
    { expected: "a limit of 45 at most, and 80 % of the capacity used", received: again },
  );
});

rule("any-history", ({ forAll, exercise, check, step, settle }) =>
  forAll(anyUse, (history) => follow({ exercise, check, step, settle }, history), { runs: 1_000 }),
);

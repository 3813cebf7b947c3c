import * as exercise from "#exercise/22-flow-control/3-pull-consumer";
import { rulesFor } from "#spec";
import { anyHistory, followHistory } from "./pull-histories.ts";
import { threeRecords } from "./pull-scene.ts";
import { Bench, checkKept, offsets, POLL } from "./pulls.ts";

const rule = rulesFor("flow-control/pull-consumer", exercise);
/** Simulates minutes of traffic, or thousands of events, for a check or two. */
const COSTLY = { costly: true };
const MINUTE = 60_000;

rule("every-record-in-order", async ({ check, step, scenario, ...context }) => {
  for (const committed of [0, 4]) {
    scenario(`marks of 3 and 1; the log has ten records, of which ${String(committed)} are committed`);
    const bench = new Bench(context, { high: 3, low: 1, records: 10, committed, takes: () => 50 });
    await bench.run();
    await bench.pass(10 * (50 + POLL));
    check.that(bench.failure === undefined, "Nothing had failed, and run came to an end.", {
      received: bench.failure?.error,
    });
    check.equal(
      bench.begun,
      offsets(committed, 10),
      "The records should be processed once each, in order. They were handed to process in this order:",
    );
    step("ten minutes later two more are written");
    await bench.pass(10 * MINUTE);
    bench.write(2);
    await bench.pass(200);
    check.equal(
      bench.done,
      offsets(committed, 12),
      "The log was empty for ten minutes. Then two records came. Processed are:",
    );
    check.equal(bench.mostAtOnce, 1, "One record is processed after the other. So many were processed at once:");
  }
  scenario("two partitions in one process, each with a consumer of its own; marks of 3 and 1; ten and six records");
  const pair = [10, 6].map((records) => new Bench(context, { high: 3, low: 1, records, takes: () => 70 }));
  for (const bench of pair) await bench.run();
  for (let round = 0; round < 30; round += 1) for (const bench of pair) await bench.pass(POLL / 2);
  check.equal(
    pair.map(({ begun }) => begun),
    [offsets(0, 10), offsets(0, 6)],
    "Each of two consumers has a partition of its own. They handed these records to process:",
  );
  check.equal(
    await Promise.all(pair.map(({ consumer }) => consumer.lag())),
    [0, 0],
    "Both partitions are processed. Their lags are:",
  );
});

rule("commits-what-is-done", ({ attack }) => attack(threeRecords, { faults: { crashes: 1 }, until: 2 * POLL + 500 }));

rule("never-above-high", async ({ check, scenario, ...context }) => {
  for (const [high, low, takes] of [
    [10, 5, 30],
    [5, 4, 2_500],
    [4, 3, 1_500],
    [1, 0, 70],
  ] as const) {
    scenario(`marks of ${String(high)} and ${String(low)}; 100 records, each takes ${String(takes)} ms`);
    const bench = new Bench(context, { high, low, records: 100, takes: () => takes });
    await bench.run();
    await bench.pass(100 * (takes + POLL));
    check.that(
      bench.most <= high,
      `At most ${String(high)} records may be fetched and not processed, the one under way among them. There were:`,
      { received: bench.most },
    );
    check.equal(bench.done.length, 100, "Of 100 records, so many were processed:");
  }
});

rule("fetches-while-it-works", async ({ check, step, scenario, ...context }) => {
  scenario("marks of 5 and 2; two records are written, and the first one takes long");
  const bench = new Bench(context, { high: 5, low: 2, records: 2, takes: () => "by hand" });
  await bench.run();
  await bench.pass(10);
  check.equal(bench.begun, [0], "One record is processed after the other. Handed to process were:");
  step("one more is written, and then 20");
  bench.write(1);
  await bench.pass(10);
  bench.write(20);
  await bench.pass(10);
  check.equal(bench.fetched, 5, "The first record is still being processed, and five may be buffered. Fetched are:");
});

rule("two-marks", async ({ check, step, scenario, ...context }) => {
  for (const [high, low] of [
    [5, 2],
    [3, 0],
    [4, 3],
  ] as const) {
    scenario(`marks of ${String(high)} and ${String(low)}; 50 records, each is processed by hand`);
    const bench = new Bench(context, { high, low, records: 50, takes: () => "by hand" });
    await bench.run();
    await bench.pass(10);
    let fetched: number = high;
    for (let round = 0; round < 3; round += 1) {
      check.equal(bench.fetched, fetched, "The buffer should be full, and has not been filled up. Fetched are:");
      step(`${String(high)} are buffered; it should pause`);
      for (let left = high - 1; left >= low; left -= 1) {
        await bench.finish(bench.done.length);
        if (left > low) await bench.pass(3 * POLL + 10);
        else await bench.pass(POLL + 10);
        const isAtLow = left === low;
        if (isAtLow) fetched += high - low;
        check.equal(
          bench.fetched,
          fetched,
          isAtLow
            ? `The buffer has fallen to ${String(low)}. One poll later it should be full again. Fetched are:`
            : `It is paused, and ${String(left)} are still buffered: more than ${String(low)}. So it should not have fetched. Fetched are:`,
        );
      }
    }
  }
  scenario("marks of 10 and 4; 100 records, each takes 20 ms");
  const calm = new Bench(context, { high: 10, low: 4, records: 100, takes: () => 20 });
  await calm.run();
  await calm.pass(100 * (20 + POLL));
  const pauses = calm.switches.filter(({ to }) => to === "paused").length;
  check.that(
    pauses <= 16,
    "From 10 down to 4 it is six records each time. While it processed 100 records it paused so often:",
    {
      expected: "16 times at most",
      received: pauses,
    },
  );
  checkKept(check, calm);
});

rule("polls-on", async ({ check, scenario, ...context }) => {
  for (const [records, how] of [
    [50, "the buffer is full"],
    [1, "the log is empty otherwise"],
    [6, "the buffer holds a few more"],
  ] as const) {
    scenario(`marks of 10 and 5; ${String(records)} records, the first takes 20 minutes: ${how}`);
    const bench = new Bench(context, {
      high: 10,
      low: 5,
      records,
      takes: (offset) => (offset === 0 ? 20 * MINUTE : 10),
    });
    await bench.run();
    for (let minute = 0; minute < 22; minute += 1) await bench.pass(MINUTE);
    check.that(
      bench.silence <= 5 * MINUTE,
      `A record took 20 minutes, while ${how}. Whoever has not polled for five minutes loses the partition. The longest time without a poll:`,
      { expected: "5 minutes at most", received: `${String(Math.round(bench.silence / MINUTE))} minutes` },
    );
    check.equal(
      bench.done.length,
      records,
      "The long record was processed at last, and then the others. Processed are:",
    );
  }
});

rule("lag-says-what-is-not-done", async ({ check, step, scenario, ...context }) => {
  scenario("marks of 4 and 1; the log has ten records, of which two are committed; nothing runs yet");
  const bench = new Bench(context, { high: 4, low: 1, records: 10, committed: 2, takes: () => "by hand" });
  check.equal(
    await bench.consumer.lag(),
    8,
    "Ten records are in the log, and two of them were processed before the restart. The lag is:",
  );
  await bench.run();
  await bench.pass(10);
  check.equal(
    await bench.consumer.lag(),
    8,
    "Four were fetched, and the first of them is under way. None is processed. The lag is:",
  );
  step("the first is processed");
  await bench.finish(2);
  check.equal(await bench.consumer.lag(), 7, "One more is processed. The lag is:");
  step("100 are written, while it is paused");
  bench.write(100);
  check.equal(await bench.consumer.lag(), 107, "100 were written, while the consumer was paused. The lag is:");
  for (let offset = 3; offset < 110; offset += 1) {
    await bench.pass(POLL);
    await bench.finish(offset);
  }
  step("everything is processed");
  check.equal(await bench.consumer.lag(), 0, "Everything is processed. The lag is:");

  scenario("marks of 4 and 1; one record is processed; somebody asks for the lag, and the log answers 50 ms later");
  const meanwhile = new Bench(context, { high: 4, low: 1, records: 1, endTakes: 50 });
  await meanwhile.run();
  await meanwhile.pass(10);
  const asked = meanwhile.consumer.lag();
  step("meanwhile three more are written, and processed");
  meanwhile.write(3);
  await meanwhile.pass(100);
  const lag = await asked;
  check.that(
    lag >= 0,
    "Three records were written and processed while the log was asked for its end. It said where that was before. No log has less than nothing to process. The lag is:",
    { expected: "0 or more", received: lag },
  );
});

rule(
  "the-edge-can-act",
  async ({ check, step, scenario, ...context }) => {
    scenario("customers send 100 records a second; each takes 50 ms, so 20 a second can be processed");
    step("marks of 40 and 20; the intake refuses a customer when the lag is 60 or more; a minute passes");
    const bench = new Bench(context, { high: 40, low: 20, takes: () => 50 });
    await bench.run();
    let refused = 0;
    for (let at = 0; at < MINUTE; at += 10) {
      const lag = await bench.consumer.lag();
      if (lag >= 60) refused += 1;
      else bench.write();
      await bench.pass(10);
    }
    check.that(
      bench.longest <= 61,
      `The intake refuses when the lag is 60 or more, and ${String(refused)} of 6,000 customers were refused. So many records were written and not processed, at worst:`,
      { expected: "61 at most", received: bench.longest },
    );
    check.that(
      bench.done.length >= 1_150,
      "20 a second can be processed, and there was always something in the log. In a minute so many were:",
      {
        expected: "1,150 at least",
        received: bench.done.length,
      },
    );
  },
  COSTLY,
);

rule("failures-end-it", async ({ check, step, scenario, ...context }) => {
  for (const what of ["process", "commit", "poll"] as const) {
    const records = what === "commit" ? 3 : 10;
    scenario(`marks of 3 and 1; ${String(records)} records; ${what} fails`);
    const error = new Error(`${what} failed`);
    const bench = new Bench(context, { high: 3, low: 1, records, takes: () => "by hand" });
    await bench.run();
    if (what === "commit") bench.breaks = { call: what, error };
    await bench.finish(0);
    if (what === "poll") {
      bench.breaks = { call: what, error };
      await bench.pass(2 * POLL);
    }
    if (what === "process") await bench.finish(1, error);
    // Whoever commits now and then does so at the latest when a poll has found nothing more.
    if (what === "commit") {
      for (const offset of [1, 2]) await bench.finish(offset);
      await bench.pass(2 * POLL);
    }
    if (what !== "process")
      check.that(
        bench.breaks === undefined,
        what === "poll"
          ? "Two seconds have passed, and it has not polled."
          : "All three records are processed, and nothing was committed.",
      );
    check.that(
      bench.failure !== undefined,
      `${what} failed, and run goes on as if nothing had happened. It should reject at once.`,
    );
    check.that(
      bench.failure?.error === error,
      `${what} failed. run should have rejected with that very error. It has with:`,
      { received: bench.failure?.error },
    );
    const before = { begun: bench.begun.length, commits: bench.commits.length, polls: bench.polls };
    step("somebody starts it anew; what was under way in the old one ends; more is written");
    for (let offset = 1; offset < 4; offset += 1) await bench.finish(offset);
    bench.write(5);
    await bench.pass(3 * POLL);
    check.equal(
      { begun: bench.begun.length, commits: bench.commits.length, polls: bench.polls },
      before,
      `${what} failed, and run rejected. Behind its back something went on. Records begun, commits and polls:`,
    );
  }

  scenario("marks of 3 and 1; ten records; a commit takes two seconds, and a poll fails meanwhile");
  const error = new Error("poll failed");
  const slow = new Bench(context, { high: 3, low: 1, records: 10, takes: () => "by hand", commitTakes: 2 * POLL });
  await slow.run();
  await slow.finish(0);
  slow.breaks = { call: "poll", error };
  await slow.pass(POLL + 10);
  // Who commits before the next poll has not polled yet: then nothing is under way when it fails.
  if (slow.breaks !== undefined) await slow.pass(3 * POLL);
  check.that(
    slow.failure?.error === error,
    "A poll failed while a commit was under way. run should have rejected. It has with:",
    {
      received: slow.failure?.error,
    },
  );
  const begun = slow.begun.length;
  step("the commit ends");
  await slow.pass(2 * POLL);
  check.equal(
    slow.begun.length,
    begun,
    "A poll failed, and run rejected. When the commit that was under way had ended, another record was begun. Begun are:",
  );
});

rule("any-history", ({ forAll, exercise, settle, check, step }) =>
  forAll(anyHistory, (history) => followHistory({ exercise, settle, check, step }, history), { runs: 300 }),
);

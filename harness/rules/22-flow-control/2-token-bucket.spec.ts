import * as exercise from "#exercise/22-flow-control/2-token-bucket";
import { rulesFor } from "#spec";
import { usesOnlyPorts } from "../../traffic/only-ports.ts";
import { anyHistory, followHistory } from "./bucket-histories.ts";
import { Bench, checkExcess, LATE } from "./buckets.ts";

const rule = rulesFor("flow-control/token-bucket", exercise);
const DAY = 86_400_000;

rule("burst-and-pace", async ({ check, step, scenario, ...context }) => {
  usesOnlyPorts({
    check,
    does() {
      const { bucket } = new Bench(context, 1, 10);
      bucket.tryTake();
      bucket.take().cancel();
    },
  });

  scenario("a new bucket, a burst of 5, 10 a second");
  const bench = new Bench(context, 5, 10);
  step("somebody tries 20 times");
  check.equal(bench.tryOften(20), 5, "The bucket is full at the start, with five permits. tryTake gave so many:");
  await bench.pass(99);
  check.equal(
    bench.tryTake(),
    false,
    "Ten come in each second, so the next one is complete after 100 ms. After 99 ms tryTake said:",
  );
  await bench.pass(1);
  check.equal(bench.tryOften(2), 1, "After 100 ms one permit has come in. tryTake gave so many:");

  scenario("a burst of 3, 3 a second; eight ask at once, and wait");
  const waiting = new Bench(context, 3, 3);
  const waiters = waiting.askOften(8);
  await waiting.pass(0);
  check.equal(waiting.given.length, 3, "A burst of three fits. Of eight who asked, so many got a permit at once:");
  await waiting.pass(5_000);
  for (const [index, { at }] of waiters.entries()) {
    const due = Math.max(0, index - 2) * (1_000 / 3);
    check.that(
      at !== undefined && at <= due + LATE,
      `Permit ${String(index + 1)} of eight is complete after ${due.toFixed(1)} ms, and was given more than ${String(LATE)} ms later, or never.`,
      { received: at === undefined ? "never" : `after ${String(at)} ms` },
    );
  }
  checkExcess(check, waiting, "Eight asked at once.");

  scenario("a burst of 1, one every two seconds");
  const slow = new Bench(context, 1, 0.5);
  check.equal(slow.tryOften(3), 1, "The burst is one. tryTake gave so many:");
  await slow.pass(2_000);
  check.equal(slow.tryOften(3), 1, "One comes in every two seconds. After two seconds tryTake gave so many:");
  step("1,999 ms later somebody asks, and waits");
  await slow.pass(1_999);
  const early = slow.ask();
  await slow.pass(0);
  check.equal(
    early.answer,
    undefined,
    "The next permit is complete after 2,000 ms. After 1,999 ms somebody asked, and should still wait. They have:",
  );
  await slow.pass(1 + LATE);
  check.equal(early.answer, true, "The permit is complete. Who waited for it has:");

  scenario("two buckets in one process, each with a burst of 2, 1 a second");
  const [one, other] = [new Bench(context, 2, 1), new Bench(context, 2, 1)];
  step("one is emptied, and somebody waits there");
  one.tryOften(2);
  await one.pass(300);
  const here = one.ask();
  step("at the other one three try, and then one waits");
  check.equal(
    other.tryOften(3),
    2,
    "One of two buckets is empty, and somebody waits there. The other one is full, nobody waits, and it gave so many:",
  );
  const there = other.ask();
  await other.pass(1_000 + LATE);
  await one.pass(700 + LATE);
  check.equal(
    [here.answer, there.answer],
    [true, true],
    "Somebody waited at each of two buckets, and at both the permit is complete. Those who waited have:",
  );
});

rule("saves-no-more-than-fits", async ({ check, step, scenario, ...context }) => {
  scenario("a burst of 4, 10 a second; a quiet hour");
  const bench = new Bench(context, 4, 10);
  await bench.pass(3_600_000);
  step("somebody tries 100 times");
  check.equal(bench.tryOften(100), 4, "It was quiet for an hour. Four fit into the bucket. tryTake gave so many:");
  scenario("the same bucket, emptied; half a second later 100 ask, and wait");
  await bench.pass(500);
  bench.askOften(100);
  await bench.pass(0);
  check.equal(
    bench.given.length - 4,
    4,
    "Five came in, and four fit into the bucket. Of 100 who asked, so many got one at once:",
  );
});

rule("no-twice-at-the-edge", async ({ check, step, scenario, ...context }) => {
  for (const offset of [0, 250, 500, 990]) {
    scenario(`a burst of 10, 10 a second; after ${String(offset)} ms, and each 10 ms from then on, three try`);
    const bench = new Bench(context, 10, 10);
    await bench.pass(offset);
    for (let round = 0; round < 250; round += 1) {
      bench.tryOften(3);
      await bench.pass(10);
    }
    step("over all stretches of time");
    checkExcess(check, bench, "Somebody asked all the time.");
    check.that(
      bench.given.length >= 34,
      "In two and a half seconds ten, and ten for each second, could be given. So many were:",
      { received: bench.given.length },
    );
  }
  scenario("a burst of 10, 10 a second; ten take theirs at 900 ms, and 20 try at 1,000 ms");
  const edge = new Bench(context, 10, 10);
  await edge.pass(900);
  edge.tryOften(10);
  await edge.pass(100);
  edge.tryOften(20);
  checkExcess(check, edge, "Ten took theirs shortly before a second was over, and 20 tried when it was.");
});

rule("keeps-fractions", async ({ check, step, scenario, ...context }) => {
  for (const [perSecond, every] of [
    [3, 1],
    [7, 10],
    [300, 1],
  ] as const) {
    scenario(`a burst of 2, ${String(perSecond)} a second; somebody tries every ${String(every)} ms, for a minute`);
    const bench = new Bench(context, 2, perSecond);
    let got = 0;
    for (let at = 0; at <= 60_000; at += every) {
      if (bench.bucket.tryTake()) got += 1;
      bench.time.skip(every);
    }
    check.that(
      got >= 60 * perSecond && got <= 60 * perSecond + 2,
      `${String(60 * perSecond)} permits come in within a minute, and two were there. Somebody asked every ${String(every)} ms, and got so many:`,
      { received: got },
    );
  }
  scenario("a burst of 2, 3 a second; somebody always waits, for 30 seconds");
  const bench = new Bench(context, 2, 3);
  bench.askOften(200);
  await bench.pass(30_000);
  step("over all stretches of time");
  checkExcess(check, bench, "Somebody always waited.");
  check.that(
    bench.given.length >= 90,
    "90 permits come in within 30 seconds, and two were there. Somebody always waited, and so many were given:",
    { received: bench.given.length },
  );
});

rule("ignores-the-wall-clock", async ({ check, step, scenario, ...context }) => {
  for (const [by, how] of [
    [DAY, "forward by a day"],
    [-DAY, "back by a day"],
  ] as const) {
    scenario(`a burst of 5, 10 a second; the bucket is emptied; somebody sets the wall clock ${how}`);
    const bench = new Bench(context, 5, 10);
    bench.tryOften(5);
    bench.time.setWall(by);
    check.equal(bench.tryOften(5), 0, `The bucket was empty, and the wall clock was set ${how}. tryTake gave so many:`);
    step("200 ms later");
    await bench.pass(200);
    check.equal(
      bench.tryOften(5),
      2,
      `The wall clock was set ${how}. In the 200 ms since then two permits came in. tryTake gave so many:`,
    );
    step("somebody asks and waits; the wall clock is set again; 100 ms pass");
    const waiter = bench.ask();
    bench.time.setWall(by);
    await bench.pass(100 + LATE);
    check.equal(
      waiter.answer,
      true,
      `The wall clock was set ${how} while somebody waited. Their permit was complete after 100 ms. They have:`,
    );
  }
});

rule("late-timers", async ({ check, step, scenario, ...context }) => {
  for (const burst of [1, 3]) {
    scenario(
      `a burst of ${String(burst)}, 10 a second; ten ask at once; the process is busy until 1,500 ms: no timer fires before`,
    );
    const bench = new Bench(context, burst, 10);
    bench.time.busyUntil = bench.time.elapsed() + 1_500;
    bench.askOften(10);
    await bench.pass(1_499);
    step("at 1,500 ms the timers that are due fire, all of them");
    await bench.pass(1);
    checkExcess(check, bench, "The process was busy, and timers fired late.");
    check.equal(
      bench.given.length,
      2 * burst,
      `${String(burst)} got a permit at once. When the process was free again, the bucket was full, with ${String(burst)} more. So many have a permit now:`,
    );
    await bench.pass(2_000);
    checkExcess(check, bench, "The process was busy, and timers fired late.");
    check.equal(bench.given.length, 10, "Two seconds later everybody should have a permit. So many have:");
  }
  scenario("a burst of 1, 3 a second; 100 ask at once; a timer of 333⅓ ms fires after 333 ms");
  const early = new Bench(context, 1, 3);
  early.askOften(100);
  await early.pass(40_000);
  checkExcess(check, early, "A timer counts whole milliseconds, and drops the rest.");
  check.equal(early.given.length, 100, "40 seconds later everybody should have a permit. So many have:");
});

rule("in-order", async ({ check, step, scenario, ...context }) => {
  scenario("a burst of 1, 10 a second; a takes the permit; b, c and d wait");
  const bench = new Bench(context, 1, 10);
  for (const name of ["a", "b", "c", "d"]) bench.ask(name);
  await bench.pass(95);
  step("somebody tries again and again, from 95 ms on");
  let stolen = 0;
  for (let at = 95; at < 130; at += 1) {
    stolen += bench.tryOften(1);
    await bench.pass(1);
  }
  check.equal(stolen, 0, "b, c and d waited, and tryTake gave so many permits to somebody who did not:");
  step("at 130 ms e asks too");
  bench.ask("e");
  await bench.pass(1_000);
  check.equal(
    bench.order,
    ["a", "b", "c", "d", "e"],
    "They asked in the order a, b, c, d, e. They got their permits in this order:",
  );
  scenario(
    "a burst of 1, 10 a second; a takes the permit; b and c wait; the timer of b is late, and at 150 ms somebody tries",
  );
  const late = new Bench(context, 1, 10);
  late.ask("a");
  late.time.busyUntil = late.time.elapsed() + 200;
  late.ask("b");
  late.ask("c");
  await late.pass(150);
  check.equal(
    late.tryTake(),
    false,
    "b and c waited. The permit was complete, and the timer that would give it to b was late. Then somebody tried. tryTake said:",
  );
  step("and then d asks, who waits behind them");
  late.ask("d");
  await late.pass(500);
  check.equal(
    late.order,
    ["a", "b", "c", "d"],
    "b and c waited, and the timer that would give them their permits was late. Then d asked. They got their permits in this order:",
  );
  scenario("a burst of 1, 10 a second; nobody waits any more, and half a second later somebody tries");
  await bench.pass(500);
  check.equal(bench.tryTake(), true, "Nobody waits any more, and the bucket is full. tryTake says:");
  step("the permit is not complete; f asks, and then g");
  bench.ask("f");
  await bench.pass(99);
  bench.ask("g");
  await bench.pass(2);
  check.equal(bench.order.slice(5), ["f"], "f asked first, and one permit was complete. Who got it?");
});

rule("cancelled", async ({ check, step, scenario, ...context }) => {
  scenario("a burst of 1, 10 a second; a takes the permit; b, c and d wait");
  const bench = new Bench(context, 1, 10);
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => bench.ask(name));
  await bench.pass(50);
  step("at 50 ms b cancels, twice");
  b?.request.cancel();
  b?.request.cancel();
  await bench.pass(0);
  check.equal(b?.answer, false, "b cancelled. Its granted should have resolved with false at once. It has:");
  await bench.pass(50 + LATE);
  check.equal(bench.order, ["a", "c"], "b cancelled, so the permit of 100 ms is for c. These have a permit:");
  step("a and c, who have theirs, cancel; so does d, who waits alone");
  for (const one of [a, c, d]) one?.request.cancel();
  await bench.pass(0);
  check.equal(
    [a?.answer, c?.answer, d?.answer],
    [true, true, false],
    "a and c had their permits when they cancelled, and d had not. Their granted say:",
  );
  check.equal(
    bench.tryOften(3),
    0,
    "No permit was left, and three cancelled: that gives none back. tryTake gave so many:",
  );
  await bench.pass(100);
  check.equal(
    bench.tryOften(3),
    1,
    "The three who cancelled took no permit, and gave none back. 100 ms later one is there. tryTake gave so many:",
  );
  scenario("a burst of 1, 10 a second; a takes the permit; b waits, cancels, and asks again");
  const again = new Bench(context, 1, 10);
  again.ask("a");
  again.ask("b").request.cancel();
  again.ask("b again");
  await again.pass(100 + LATE);
  check.equal(again.order, ["a", "b again"], "b cancelled and asked again. 100 ms later these have a permit:");
  scenario("the same, and c waits behind b, who cancels at 99 ms");
  const behind = new Bench(context, 1, 10);
  behind.ask("a");
  const leaving = behind.ask("b");
  behind.ask("c");
  await behind.pass(99);
  leaving.request.cancel();
  await behind.pass(1 + LATE);
  check.equal(
    behind.order,
    ["a", "c"],
    "b cancelled just before its permit was complete. Then c is first. These have a permit:",
  );
});

rule("few-timers", async ({ check, step, scenario, ...context }) => {
  scenario("a burst of 1, 100 a second; 1,000 ask at once");
  const bench = new Bench(context, 1, 100);
  bench.askOften(1_000);
  await bench.pass(12_000);
  check.equal(bench.given.length, 1_000, "Twelve seconds later everybody should have a permit. So many have:");
  check.that(
    bench.time.started <= 3_000,
    "A thousand asked, and each got a permit, one after the other. So many timers were started for that:",
    { expected: "3,000 at most", received: bench.time.started },
  );
  step("everybody has a permit");
  check.equal(bench.time.running, 0, "Nobody waits any more. So many timers are still running:");
  scenario("a burst of 1, 100 a second; three wait, and all of them cancel");
  const left = new Bench(context, 1, 100);
  const waiters = left.askOften(4);
  await left.pass(1);
  for (const { request } of waiters) request.cancel();
  check.equal(left.time.running, 0, "Everybody cancelled. So many timers are still running:");
  scenario("a burst of 1, 1 a second; one waits for a whole second");
  const single = new Bench(context, 1, 1);
  single.askOften(2);
  await single.pass(1_000 + LATE);
  check.that(single.time.started <= 6, "One waited for a second. So many timers were started:", {
    expected: "6 at most",
    received: single.time.started,
  });
  scenario("a burst of 1, 1 a second; one waits, and others try each millisecond");
  const asked = new Bench(context, 1, 1);
  asked.askOften(2);
  for (let at = 0; at < 900; at += 1) {
    asked.tryTake();
    await asked.pass(1);
  }
  check.that(
    asked.time.started <= 6,
    "One waited, and others tried 900 times. Who tries does not wait, and needs no timer. So many were started:",
    { expected: "6 at most", received: asked.time.started },
  );
});

rule("any-history", ({ forAll, exercise, settle, check, step }) =>
  forAll(anyHistory, (history) => followHistory({ exercise, settle, check, step }, history), { runs: 500 }),
);

import * as exercise from "#exercise/24-circuit-breakers/1-breaker";
import { rulesFor } from "#spec";
import { anyHistory, follow } from "./breaker-histories.ts";
import { threeCallsAndThreeMore } from "./breaker-scene.ts";
import { Call, DAY, Down, refused, SECOND, Shop, through, times } from "./breakers.ts";

const rule = rulesFor("circuit-breakers/breaker", exercise);

rule("passes-it-on", async ({ check, step, scenario, ...context }) => {
  scenario("three calls: one works, one fails, one is declined");
  const shop = new Shop({ ...context });
  const [works, fails, declined] = await shop.askAll("works", "fails", "declines");
  check.equal(works?.answer, { value: works?.value }, "The service gave a value, and the caller did not get it.");
  for (const [call, how] of [
    [fails, "fails"],
    [declined, "declines"],
  ] as const) {
    const { answer } = call ?? {};
    check.that(
      answer !== undefined && "error" in answer && answer.error === call?.error[how],
      `A call ${how === "fails" ? "failed" : "was declined"}, and its caller did not get the very error of the service.`,
      { received: answer },
    );
  }
  check.equal(works?.arrived, 1, "One call was made through the breaker. The service should have been called once.");
  step("200 calls at once");
  check.equal(
    through(await shop.beginAll(200)),
    200,
    "The circuit is closed, and 200 calls came at once. All of them should have been made, and at once.",
  );

  scenario("the service for taxes is down; the one for parcels, with a breaker of its own, is not");
  const taxes = new Shop({ ...context });
  const parcels = new Shop({ ...context });
  await taxes.trip();
  check.that(
    (await parcels.ask("works")).isThrough,
    "The breaker of one service opened, and the breaker of another service refused a call: they share something.",
  );
});

rule("opens-at-the-rate", async ({ check, scenario, ...context }) => {
  scenario("ten calls: one works, four fail, one works, four fail. Then one more call");
  const most = new Shop({ ...context });
  for (const round of [1, 2])
    check.that(
      through(await most.askAll("works", ...times(4, "fails" as const))) === 5,
      `In round ${String(round)} of two, a call was refused. Ten results are needed before it may open.`,
    );
  check.that(
    !(await most.begin()).isThrough,
    "8 of 10 calls have failed, and the next call was made all the same. The circuit opens at a share of 0.5, whatever works in between.",
  );

  scenario("ten calls, of which every second one fails. Then one more call");
  const half = new Shop({ ...context });
  await half.askAll(...times(5, ["works", "fails"] as const).flat());
  check.that(
    !(await half.begin()).isThrough,
    "5 of 10 calls have failed: the share of 0.5 is reached, and the next call was made all the same.",
  );

  scenario("60 calls: two work, then one fails, and so on");
  const few = new Shop({ ...context });
  check.equal(
    through(await few.askAll(...times(20, ["works", "works", "fails"] as const).flat())),
    60,
    "Every third call has failed. The circuit opens at a share of 0.5, and it refused calls.",
  );

  scenario("51 calls work, and 50 fail. Then one more fails, and one more call comes");
  const nearly = new Shop({ ...context });
  check.equal(
    through(await nearly.askAll(...times(51, "works" as const), ...times(51, "fails" as const))),
    102,
    "50 of 101 calls have failed, which is less than half of them, and the next one was refused. Of 102 calls so many were made:",
  );
  check.that(
    !(await nearly.begin()).isThrough,
    "51 of 102 calls have failed: the share of 0.5 is reached, and the next call was made all the same.",
  );
});

rule("judges-by-enough-of-now", async ({ check, scenario, ...context }) => {
  scenario("nine calls, all of which fail. Then one more call");
  const nine = new Shop({ ...context });
  await nine.trip(9);
  check.that(
    (await nine.begin()).isThrough,
    "Nine calls have failed, and the next one was refused. Ten results are needed before it may open.",
  );

  scenario("one failure a day, for twelve days");
  const quiet = new Shop({ ...context });
  for (let day = 1; day <= 12; day += 1) {
    check.that(
      (await quiet.ask("fails")).isThrough,
      "One call a day has failed, and after some days a call was refused. The window is ten seconds.",
    );
    await quiet.time.pass(DAY);
  }

  scenario("nine failures, 15 s later nine more, 15 s later nine more");
  const waves = new Shop({ ...context });
  for (let wave = 1; wave <= 3; wave += 1) {
    check.equal(
      through(await waves.askAll(...times(9, "fails" as const))),
      9,
      "Nine calls fail at a time, 15 seconds apart. The window is ten seconds, so there are never ten results in it. So many of nine calls were made:",
    );
    await waves.time.pass(15 * SECOND);
  }

  scenario("the circuit opens and closes again; then nine failures, 15 s later nine more, 15 s later nine more");
  const again = new Shop({ ...context });
  await again.trip();
  await again.time.pass(30 * SECOND);
  await again.ask("works");
  // Whether the probe counts is free.
  await again.time.pass(15 * SECOND);
  for (let wave = 1; wave <= 3; wave += 1) {
    check.equal(
      through(await again.askAll(...times(9, "fails" as const))),
      9,
      "The circuit was open, and has closed again. Nine calls fail at a time, 15 seconds apart. The window is ten seconds, so there are never enough of them in it. So many of nine calls were made:",
    );
    await again.time.pass(15 * SECOND);
  }

  scenario("100 calls work; 15 s later ten fail. Then one more call");
  const good = new Shop({ ...context });
  await good.askAll(...times(100, "works" as const));
  await good.time.pass(15 * SECOND);
  await good.trip();
  check.that(
    !(await good.begin()).isThrough,
    "In the last ten seconds all ten calls have failed, and the next one was made all the same: successes from before that time still count.",
  );

  for (let offset = 0; offset < 10; offset += 1) {
    scenario(`a call works; ${String(offset)} s later five fail, and 4 s after those five more. Then one more call`);
    const shop = new Shop({ ...context });
    await shop.ask("works");
    await shop.time.pass(offset * SECOND);
    await shop.trip(5);
    await shop.time.pass(4 * SECOND);
    await shop.trip(5);
    check.that(
      !(await shop.begin()).isThrough,
      "Ten calls have failed within four seconds, and the next one was made all the same. The window of ten seconds ends now, wherever now is; it does not begin anew every ten seconds.",
    );
  }

  scenario("a time limit of 8 s: five calls begin, and fail after 7 s; 8 s later five more fail. Then one more call");
  const slow = new Shop({ ...context }, { callTimeout: 8 * SECOND });
  const five = await slow.beginAll(5);
  await slow.time.pass(7 * SECOND);
  for (const call of five) await slow.end(call, "fails");
  await slow.time.pass(8 * SECOND);
  await slow.trip(5);
  check.that(
    !(await slow.begin()).isThrough,
    "Five calls failed 8 s ago, and five just now: ten within the window of ten seconds, and the next one was made. A result counts from when the call has ended. That the first five began 15 s ago does not matter.",
  );
});

rule("open-refuses-at-once", async ({ check, step, scenario, ...context }) => {
  scenario("ten failures: the circuit opens");
  const shop = new Shop({ ...context });
  await shop.trip();
  for (const passed of [0, 1, 12_345, 29_999]) {
    await shop.time.pass(passed - (shop.time.elapsed() - 5_000));
    step(`${String(passed)} ms after it opened, 20 calls at once`);
    const calls = await shop.beginAll(20);
    check.equal(
      [through(calls), refused(calls)],
      [0, 20],
      `${String(passed)} ms ago the circuit opened, for 30,000 ms. Of 20 calls, so many reached the service, and so many callers got a BreakerOpen at once.`,
    );
    for (const { retryAfter } of calls)
      check.equal(
        retryAfter,
        30_000 - passed,
        `The circuit opened ${String(passed)} ms ago, and stays open for 30,000 ms, however many calls are refused. retryAfter should say how much of that is left.`,
      );
  }
});

rule("few-probes", async ({ check, step, scenario, ...context }) => {
  for (const probes of [1, 3]) {
    scenario(
      `the circuit opens; 30 s later it is half-open for ${String(probes)} ${probes === 1 ? "probe" : "probes"}`,
    );
    const shop = new Shop({ ...context }, { probes });
    await shop.trip();
    await shop.time.pass(30 * SECOND);
    for (const how of ["at once", "a second later, while the probes are still under way"]) {
      step(`100 calls ${how}`);
      const calls = await shop.beginAll(100);
      const expected = how === "at once" ? probes : 0;
      check.equal(
        through(calls),
        expected,
        how === "at once"
          ? `The time is up, and 100 calls come at once. ${probes === 1 ? "One of them is" : "Three of them are"} let through as a probe. So many reached the service, which is only just getting up:`
          : "The probes are still under way, and 100 more calls came. So many of them reached the service:",
      );
      check.equal(refused(calls), 100 - expected, "Of 100 calls so many were refused with a BreakerOpen at once.");
      for (const { code, retryAfter } of calls)
        if (code === "BREAKER_OPEN")
          check.that(
            typeof retryAfter === "number" && retryAfter >= 0 && retryAfter <= 2 * SECOND,
            "A call was refused because probes are under way. They end within 2,000 ms, the time limit of a call. retryAfter should be no more than that.",
            { received: retryAfter },
          );
      await shop.time.pass(SECOND);
    }
  }
});

rule("probes-decide", async ({ check, step, scenario, ...context }) => {
  scenario("the circuit opens; 30 s later a probe fails");
  const shop = new Shop({ ...context });
  await shop.trip();
  await shop.time.pass(30 * SECOND);
  check.that((await shop.ask("fails")).isThrough, "The time is up, and the first call was not let through.");
  step("20 calls at once; and again 29,999 ms later");
  for (const wait of [0, 30 * SECOND - 1]) {
    await shop.time.pass(wait);
    const calls = await shop.beginAll(20);
    check.equal(
      [through(calls), calls[0]?.retryAfter],
      [0, 30 * SECOND - wait],
      "A probe has failed, so the circuit is open again, for the full time. Of 20 calls so many reached the service, and so long a retryAfter was told.",
    );
  }
  step("1 ms later another probe, which works; then 20 calls at once");
  await shop.time.pass(1);
  check.that((await shop.ask("works")).isThrough, "The full time is up once more, and the probe was not let through.");
  check.equal(through(await shop.beginAll(20)), 20, "The probe has succeeded. All of 20 calls should have been made.");

  scenario("a circuit that opens for 3 s, with three probes; two of them succeed, and five calls come");
  const three = new Shop({ ...context }, { probes: 3, openFor: 3 * SECOND });
  await three.trip();
  await three.time.pass(3 * SECOND);
  const probes = await three.beginAll(3);
  for (const probe of probes.slice(0, 2)) await three.end(probe, "works");
  const early = await three.beginAll(5);
  check.that(
    through(early) <= 2,
    "Two of three probes have succeeded, and the third is under way. At most three calls may be under way at once, and all of five more were made.",
    { received: through(early) },
  );
  step("the third succeeds; 20 calls come");
  for (const probe of [...probes.slice(2), ...early.filter(({ isThrough }) => isThrough)])
    await three.end(probe, "works");
  check.equal(
    through(await three.beginAll(20)),
    20,
    "All three probes have succeeded, and of 20 calls so many were made.",
  );
  step("six calls fail");
  await three.trip(6);
  check.that(
    (await three.begin()).isThrough,
    "Since the circuit has closed, six calls have failed, and ten results are needed. What failed before it opened still counts.",
  );
  step("four more fail");
  await three.trip(4);
  check.that(
    !(await three.begin()).isThrough,
    "Since the circuit has closed, ten calls have failed, and it is not open.",
  );

  scenario("three probes; one of them fails while the others are under way");
  const one = new Shop({ ...context }, { probes: 3 });
  await one.trip();
  await one.time.pass(30 * SECOND);
  const [failing] = await one.beginAll(3);
  if (failing !== undefined) await one.end(failing, "fails");
  check.equal(
    through(await one.beginAll(20)),
    0,
    "One of three probes has failed: the circuit is open again. Of 20 calls so many were made.",
  );
  await one.time.pass(30 * SECOND);
  check.equal(
    through(await one.beginAll(20)),
    3,
    "The full time is up once more. Of 20 calls, so many were let through as probes.",
  );

  scenario("a probe throws at once, before it gives a promise");
  const sudden = new Shop({ ...context });
  await sudden.trip();
  await sudden.time.pass(30 * SECOND);
  const [thrown] = await sudden.beginAll(1, (call) => () => {
    call.arrived += 1;
    throw call.error.fails;
  });
  check.that(
    thrown?.answer !== undefined && "error" in thrown.answer && thrown.answer.error === thrown.error.fails,
    "A call threw at once. Its caller should have got that very error.",
    { received: thrown?.answer },
  );
  check.that(!(await sudden.begin()).isThrough, "A probe threw at once. It has failed, and the next call was made.");
  await sudden.time.pass(30 * SECOND);
  check.that(
    (await sudden.begin()).isThrough,
    "A probe threw at once, which is a failure like any other. The full time later no probe is let through: nobody has given its place back.",
  );
});

rule("old-news-does-not-count", async ({ check, step, scenario, ...context }) => {
  /** The circuit opens, while some calls from before that are still under way. */
  const openWith = async (slow: number, probes = 1): Promise<{ shop: Shop; old: Call[] }> => {
    const shop = new Shop({ ...context }, { callTimeout: 300 * SECOND, probes });
    const old = await shop.beginAll(slow);
    await shop.trip();
    return { shop, old };
  };

  {
    scenario("a slow call begins; ten others fail and open the circuit; then the slow one succeeds");
    const { shop, old } = await openWith(1);
    for (const call of old) await shop.end(call, "works");
    check.equal(
      old[0]?.answer,
      { value: old[0]?.value },
      "The slow call has succeeded, and its caller did not get the value.",
    );
    check.equal(
      through(await shop.beginAll(20)),
      0,
      "A call that began before the circuit opened has succeeded at last. That is old news, and the service is down. Of 20 calls so many were made:",
    );
  }
  {
    scenario("a slow call begins; the circuit opens; 30 s later a probe is under way, and the slow call succeeds");
    const { shop, old } = await openWith(1);
    await shop.time.pass(30 * SECOND);
    const probe = await shop.begin();
    for (const call of old) await shop.end(call, "works");
    check.equal(
      through(await shop.beginAll(20)),
      0,
      "A probe is under way, and a call from before the circuit opened has succeeded. It was taken for the probe: of 20 calls so many were made:",
    );
    step("now the probe succeeds");
    await shop.end(probe, "works");
    check.equal(
      through(await shop.beginAll(20)),
      20,
      "The probe has succeeded. All of 20 calls should have been made.",
    );
  }
  {
    scenario("a slow call begins; the circuit opens; 29 s later the slow call fails; 1 s after that, a call comes");
    const { shop, old } = await openWith(1);
    await shop.time.pass(29 * SECOND);
    for (const call of old) await shop.end(call, "fails");
    await shop.time.pass(SECOND);
    check.that(
      (await shop.begin()).isThrough,
      "The circuit opened 30 s ago, and should let a probe through. A call that began before has failed a second ago, and that has prolonged it.",
    );
  }
  {
    scenario("a slow call begins; the circuit opens; 30 s later a probe is under way, and the slow call fails");
    const { shop, old } = await openWith(1);
    await shop.time.pass(30 * SECOND);
    const probe = await shop.begin();
    for (const call of old) await shop.end(call, "fails");
    await shop.end(probe, "works");
    check.that(
      (await shop.begin()).isThrough,
      "The probe has succeeded. Just before, a call from before the circuit opened has failed, and that was taken for the answer.",
    );
  }
  {
    scenario("twelve slow calls begin; the circuit opens and closes again; then they fail");
    const { shop, old } = await openWith(12);
    await shop.time.pass(30 * SECOND);
    await shop.ask("works");
    for (const call of old) await shop.end(call, "fails");
    check.that(
      (await shop.begin()).isThrough,
      "The circuit has opened and closed again, and the service works. Then twelve calls failed that began before all this, and they were counted as if they had been made now.",
    );
  }
  for (const how of ["works", "fails"] as const) {
    scenario(`two probes, of which one fails: open again. 30 s later two new probes; the old one ${how}`);
    const { shop } = await openWith(0, 2);
    await shop.time.pass(30 * SECOND);
    const [first, second] = await shop.beginAll(2);
    if (first !== undefined) await shop.end(first, "fails");
    await shop.time.pass(30 * SECOND);
    const [third, fourth] = await shop.beginAll(2);
    if (second !== undefined) await shop.end(second, how);
    if (third !== undefined) await shop.end(third, "works");
    const calls = await shop.beginAll(20);
    check.that(
      through(calls) <= 1,
      "Of the two probes of now, one has succeeded and one is under way. A probe from before the circuit opened again was counted as one of them. Of 20 calls so many were made:",
      { received: through(calls) },
    );
    step("now the fourth succeeds");
    for (const call of [fourth, ...calls]) if (call?.isThrough) await shop.end(call, "works");
    check.equal(
      through(await shop.beginAll(20)),
      20,
      "Both probes of now have succeeded, and of 20 calls so many were made. What a probe from before says does not count.",
    );
  }
});

rule("slow-is-failed", async ({ check, step, scenario, ...context }) => {
  scenario("ten calls that get no answer; 2,000 ms pass");
  const shop = new Shop({ ...context });
  const hanging = await shop.beginAll(10);
  await shop.time.pass(2 * SECOND - 1);
  check.that(
    hanging.every(({ answer }) => answer === undefined),
    "A call may take 2,000 ms. After 1,999 ms its caller was told something, and the service had not answered.",
    { received: hanging[0]?.answer },
  );
  await shop.time.pass(1);
  check.equal(
    hanging.map(({ code }) => code),
    times(10, "CALL_TIMEOUT"),
    "After 2,000 ms without an answer, each of ten callers should have got a CallTimeout. These are the codes of what they got.",
  );
  check.that(
    !(await shop.begin()).isThrough,
    "Ten calls have got no answer in time, and the next one was made. To hang is the most expensive way to fail, and was not counted.",
  );
  step("30 s later a probe hangs as well; and 30 s after that another one comes");
  await shop.time.pass(30 * SECOND);
  const probe = await shop.begin();
  await shop.time.pass(2 * SECOND);
  check.equal(probe.code, "CALL_TIMEOUT", "A probe got no answer for 2,000 ms, and its caller still waits.");
  const next = await shop.begin();
  check.equal(
    [next.isThrough, next.retryAfter],
    [false, 30 * SECOND],
    "A probe got no answer in time: it has failed, and the circuit is open again for 30,000 ms. The next call was made, or was told something else.",
  );
  await shop.time.pass(30 * SECOND);
  check.that(
    (await shop.begin()).isThrough,
    "A probe hung, and the full time is up again. No other probe was let through: a service that hangs once is never called again.",
  );

  scenario("isFailure knows the errors of the service, and nothing else; ten calls get no answer, and 2,000 ms pass");
  const narrow = new Shop({ ...context }, { isFailure: (error) => error instanceof Down });
  await narrow.beginAll(10);
  await narrow.time.pass(2 * SECOND);
  check.that(
    !(await narrow.begin()).isThrough,
    "Ten calls have got no answer in time, and the next one was made. isFailure says of a CallTimeout that it is no error of the service. A call that takes too long has failed, whatever isFailure says.",
  );

  scenario("five calls time out, and then they succeed after all; five more fail");
  const late = new Shop({ ...context }, { failureRate: 0.8 });
  const five = await late.beginAll(5);
  await late.time.pass(2 * SECOND);
  for (const call of five) await late.end(call, "works");
  await late.trip(5);
  check.that(
    !(await late.begin()).isThrough,
    "Ten calls: five timed out, and five failed. The next one was made. That the first five have succeeded later, when nobody waited any more, was counted.",
  );
  scenario("five calls time out, and then they fail as well");
  const twice = new Shop({ ...context });
  const again = await twice.beginAll(5);
  await twice.time.pass(2 * SECOND);
  for (const call of again) await twice.end(call, "fails");
  check.that(
    (await twice.begin()).isThrough,
    "Five calls timed out, and failed later. That is five results, and ten are needed. They were counted twice.",
  );

  scenario("one function is called twice at once: the first call is answered, the second hangs for 2,000 ms");
  const same = new Shop({ ...context });
  const [first, second] = [new Call(1), new Call(2)];
  const either = (): Promise<string> => (first.isThrough ? second : first).perform();
  const [, hung] = await same.beginAll(2, () => either);
  await same.end(first, "works");
  await same.time.pass(2 * SECOND);
  check.equal(
    hung?.code,
    "CALL_TIMEOUT",
    "One function was called twice at once. The first call was answered, and the second was not, for 2,000 ms. The code of the error that its caller got:",
  );

  scenario("100 calls that are answered at once, and then 50 that throw; then one more answers after 1,999 ms");
  const quick = new Shop({ ...context });
  await quick.askAll(...times(50, "works" as const), ...times(50, "declines" as const));
  check.that(
    quick.time.running <= 1,
    "All of 100 calls have been answered, and so many timers are still running. Each holds its call in memory, and keeps the process from ending.",
    { received: quick.time.running },
  );
  await quick.beginAll(50, (call) => () => {
    throw call.error.declines;
  });
  check.that(
    quick.time.running <= 1,
    "50 calls threw at once, before they gave a promise, and have ended with that. So many timers are still running:",
    { received: quick.time.running },
  );
  const slow = await quick.begin();
  await quick.time.pass(2 * SECOND - 1);
  await quick.end(slow, "works");
  check.equal(
    slow.answer,
    { value: slow.value },
    "A call was answered after 1,999 of 2,000 ms. Its caller should have got the value.",
  );
});

rule("no-is-an-answer", async ({ check, step, scenario, ...context }) => {
  scenario("50 calls, which are all declined");
  const shop = new Shop({ ...context });
  check.equal(
    through(await shop.askAll(...times(50, "declines" as const))),
    50,
    "All calls were declined: the service works, and says no. Then calls were refused, good cards as well as bad ones. Of 50 so many were made:",
  );
  scenario("eleven calls are declined, ten fail");
  const mixed = new Shop({ ...context });
  await mixed.askAll(...times(11, "declines" as const), ...times(10, "fails" as const));
  check.that(
    (await mixed.begin()).isThrough,
    "Of 21 calls ten have failed, and eleven were declined, which counts like a success. That is less than half, and the circuit has opened.",
  );
  step("one more fails");
  await mixed.trip(1);
  check.that(
    !(await mixed.begin()).isThrough,
    "Of 22 calls eleven have failed. That is half of them, and the next call was made.",
  );
  scenario("the circuit opens; 30 s later the probe is declined");
  const probed = new Shop({ ...context });
  await probed.trip();
  await probed.time.pass(30 * SECOND);
  await probed.ask("declines");
  check.equal(
    through(await probed.beginAll(20)),
    20,
    "The probe was declined. So the service answers again, and the circuit closes. Of 20 calls so many were made:",
  );
});

rule("ignores-the-wall-clock", async ({ check, scenario, ...context }) => {
  for (const [by, how] of [
    [DAY, "forward by a day"],
    [-DAY, "back by a day"],
  ] as const) {
    scenario(`the circuit opens; somebody sets the wall clock ${how}`);
    const shop = new Shop({ ...context });
    await shop.trip();
    shop.time.setWall(by);
    await shop.time.pass(29_999);
    check.that(
      !(await shop.begin()).isThrough,
      `The wall clock was set ${how}. The circuit opened 29,999 ms ago, for 30,000 ms, and a call was made.`,
    );
    await shop.time.pass(1);
    check.that(
      (await shop.begin()).isThrough,
      `The wall clock was set ${how}. The circuit opened 30,000 ms ago, and no probe was let through.`,
    );
    scenario(`five calls fail; somebody sets the wall clock ${how}; five more fail`);
    const counting = new Shop({ ...context });
    await counting.trip(5);
    counting.time.setWall(by);
    await counting.time.pass(SECOND);
    await counting.trip(5);
    check.that(
      !(await counting.begin()).isThrough,
      `The wall clock was set ${how}. Ten calls have failed within a second, and the next one was made.`,
    );
    scenario(`nine calls fail; somebody sets the wall clock ${how}; 20 s later nine more fail`);
    const sliding = new Shop({ ...context });
    await sliding.trip(9);
    sliding.time.setWall(by);
    await sliding.time.pass(20 * SECOND);
    await sliding.trip(9);
    check.that(
      (await sliding.begin()).isThrough,
      `The wall clock was set ${how}. Within the last ten seconds nine calls have failed, and ten are needed.`,
    );
  }
});

rule("any-order-of-answers", ({ attack }) => attack(threeCallsAndThreeMore));

rule("any-history", ({ forAll, ...context }) =>
  forAll(anyHistory, (history) => follow({ ...context }, history), { runs: 1_000 }),
);

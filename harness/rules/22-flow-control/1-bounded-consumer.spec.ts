import * as exercise from "#exercise/22-flow-control/1-bounded-consumer";
import { rulesFor } from "#spec";
import { queueWithCrashes } from "./broker-scene.ts";
import { anyHistory, followHistory } from "./desk-histories.ts";
import { Desk, Failed, ids } from "./desk.ts";

const rule = rulesFor("flow-control/bounded-consumer", exercise);

rule("processes-and-answers", async ({ check, step, scenario, exercise, settle }) => {
  scenario("two places; m1 and m2 come, and m2 is done first");
  const desk = new Desk({ exercise, settle }, 2, 2);
  await desk.come("m1", "m2");
  check.equal(desk.underWay.length, 2, "Two places are free, and two messages came. So many are processed:");
  check.equal(desk.in("resolved"), [], "Nothing has been processed yet, and onMessage has resolved for:");
  step("m2 has been processed");
  await desk.done("m2");
  check.equal(
    desk.in("resolved"),
    ["m2"],
    "m2 has been processed, and m1 has not. So onMessage should have resolved for m2 alone. It has for:",
  );
  step("m3 comes; m1 has been processed, then m3");
  await desk.come("m3");
  await desk.done("m1", "m3");
  check.equal(
    desk.in("resolved"),
    ["m1", "m2", "m3"],
    "Three messages have been processed. onMessage has resolved for:",
  );
  check.equal(desk.begun.toSorted(), ["m1", "m2", "m3"], "Three messages came. These were handed to process:");

  scenario("two places; m1 and m2 come, and fail, each with an error of its own");
  const failing = new Desk({ exercise, settle }, 2, 1);
  const errors = { m1: new Failed("m1 failed"), m2: new Failed("m2 failed") };
  await failing.come("m1", "m2");
  for (const id of ["m1", "m2"] as const) {
    await failing.fails(id, errors[id]);
    check.that(
      failing.errorOf(id) === errors[id],
      `The processing of ${id} failed. Its caller should have got that very error, or the broker takes it for done.`,
      { expected: errors[id], received: failing.errorOf(id) ?? failing.stateOf(id) },
    );
  }
});

rule("done-before-acknowledged", async ({ attack }) => {
  const two = ["m1", "m2"];
  await attack(queueWithCrashes({ concurrency: 1, queue: 1, ids: two, fails: false }), { faults: { crashes: 1 } });
  await attack(queueWithCrashes({ concurrency: 1, queue: Infinity, ids: two, fails: true }));
  await attack(queueWithCrashes({ concurrency: 2, queue: 1, ids: [...two, "m3"], fails: false }));
});

rule("only-so-many-at-once", async ({ check, step, scenario, exercise, settle }) => {
  for (const concurrency of [1, 3]) {
    scenario(`${String(concurrency)} at once; ten messages come`);
    const desk = new Desk({ exercise, settle }, concurrency, 100);
    await desk.come(...ids(1, 10));
    check.equal(
      desk.underWay.length,
      concurrency,
      `Ten messages came. ${String(concurrency)} can be processed at once. So many are:`,
    );
    step("they are processed one by one; whoever has an answer sends another message at once");
    for (let number = 1; number <= 10; number += 1) {
      desk.end(`m${String(number)}`);
      // The next message comes somewhere between the end of this one and the start of another.
      for (let tick = 0; tick < number % 7; tick += 1) await Promise.resolve();
      desk.arrive(`n${String(number)}`);
      await desk.settle();
    }
    check.equal(
      desk.most,
      concurrency,
      "A message came in the moment in which another one ended and a third one was to begin. The most that were processed at once:",
    );
  }
});

rule("no-idle-places", async ({ check, step, scenario, exercise, settle }) => {
  scenario("three places; nine messages come");
  const desk = new Desk({ exercise, settle }, 3, 100);
  await desk.come(...ids(1, 9));
  // By their place among those under way: in which order they began is for another rule.
  for (const [index, which] of [1, 0, 1, 1, 0, 1].entries()) {
    await desk.done(...desk.underWay.slice(which, which + 1));
    const done = index + 1;
    check.equal(
      desk.underWay.length,
      3,
      `Nine messages came, of which ${String(done)} ${done === 1 ? "is" : "are"} done. There are three places, and others wait. So many are processed:`,
    );
  }
  step("the last three end, and two more come");
  await desk.done(...desk.underWay);
  await desk.come("m10", "m11");
  check.equal(desk.underWay.length, 2, "Three places are free, and two messages come. So many are processed:");
  scenario("three places; six messages; the three under way end at the same moment");
  const together = new Desk({ exercise, settle }, 3, 3);
  await together.come(...ids(1, 6));
  for (const id of ids(1, 3)) together.end(id);
  await together.settle();
  check.equal(
    together.underWay.length,
    3,
    "Three ended at the same moment, and three wait. So many are processed now:",
  );
  scenario("two consumers in one process, each with one place and room for one; the first is full");
  const [one, other] = [new Desk({ exercise, settle }, 1, 1), new Desk({ exercise, settle }, 1, 1)];
  await one.come("m1", "m2");
  step("two messages come to the second; then its first one is done");
  await other.come("m1", "m2");
  check.equal(
    [other.stateOf("m1"), other.stateOf("m2")],
    ["processed now", "waits"],
    "One of two consumers is full, and has nothing to do with the other one, to which m1 and m2 came. There they are:",
  );
  await other.done("m1");
  check.equal(
    [one.underWay, other.underWay],
    [["m1"], ["m2"]],
    "m1 of the second consumer is done, so the place is for m2, which waits there. At the first and at the second consumer these are processed:",
  );
  scenario("one place, and the same object comes three times: one is processed and two wait");
  let processed = 0;
  let resolved = 0;
  const message = { id: "again" };
  const again = exercise.createBoundedConsumer<typeof message>({
    concurrency: 1,
    queue: 2,
    process: async () => void (processed += 1),
  });
  for (let time = 1; time <= 3; time += 1) void again.onMessage(message).then(() => (resolved += 1));
  await settle();
  check.equal(
    [processed, resolved],
    [3, 3],
    "A broker may hand out one message again. It came three times, to a consumer that can hold three. It was processed, and resolved, so many times:",
  );
});

rule("bounded-queue", async ({ check, step, scenario, exercise, settle }) => {
  for (const queue of [2, 0]) {
    scenario(`two places, a queue of ${String(queue)}; six messages come`);
    const desk = new Desk({ exercise, settle }, 2, queue);
    await desk.come(...ids(1, 6));
    check.equal(
      desk.in("refused"),
      ids(3 + queue, 6),
      `Two can be processed, and ${String(queue)} can wait. The others should have been refused at once with a QueueFull. These were:`,
    );
    step("m1 has been processed, and m7 and m8 come");
    await desk.done("m1");
    await desk.come("m7", "m8");
    check.equal(
      desk.stateOf("m7"),
      queue === 0 ? "processed now" : "waits",
      "One was done, so there was room for m7. It is:",
    );
    check.equal(desk.stateOf("m8"), "refused", "m7 took the last room. m8 is:");
    step("everything is processed");
    for (let round = 0; round < 6; round += 1) for (const id of desk.underWay) await desk.done(id);
    check.equal(
      desk.begun.filter((id) => desk.stateOf(id) === "refused"),
      [],
      "These were refused, so their sender comes again with them. They were processed all the same:",
    );
  }
  scenario("one place, a queue of Infinity; 300 messages come");
  const wide = new Desk({ exercise, settle }, 1, Infinity);
  await wide.come(...ids(1, 300));
  check.equal(
    wide.in("refused").length,
    0,
    "The queue may be Infinity: somebody else bounds those who call. So many were refused:",
  );
});

rule("first-come-first-served", async ({ check, step, scenario, exercise, settle }) => {
  scenario("one place; m1 to m5 come");
  const desk = new Desk({ exercise, settle }, 1, 10);
  await desk.come(...ids(1, 5));
  await desk.done(...ids(1, 5));
  check.equal(desk.begun, ids(1, 5), "They were processed in this order:");
  scenario("one place; m1 is processed, m2 and m3 wait; a newcomer comes just when m1 ends");
  for (let ticks = 0; ticks < 8; ticks += 1) {
    const busy = new Desk({ exercise, settle }, 1, 10);
    await busy.come("m1", "m2", "m3");
    busy.end("m1");
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    busy.arrive("newcomer");
    await busy.settle();
    await busy.done("m2", "newcomer", "m3", "newcomer", "m2");
    check.equal(
      busy.begun,
      ["m1", "m2", "m3", "newcomer"],
      "m2 and m3 waited. A newcomer came in the moment in which m1 ended. They were processed in this order:",
    );
  }
  step("the same, and whoever sent m1 sends the newcomer as soon as it has an answer");
  const broker = new Desk({ exercise, settle }, 1, 10);
  broker.arrive("m1", { afterwards: () => broker.arrive("newcomer") });
  await broker.come("m2", "m3");
  await broker.done("m1", "newcomer", "m2", "m3", "newcomer");
  check.equal(
    broker.begun,
    ["m1", "m2", "m3", "newcomer"],
    "m2 and m3 waited. The sender of m1 sent a newcomer as soon as m1 was done. They were processed in this order:",
  );
});

rule("failures-free-their-place", async ({ check, step, scenario, exercise, settle }) => {
  scenario("two places, a queue of four; m1 to m6 come; m1, m2 and m3 fail");
  const desk = new Desk({ exercise, settle }, 2, 4);
  await desk.come(...ids(1, 6));
  for (const id of ids(1, 3)) {
    check.equal(desk.stateOf(id), "processed now", `There is a place for ${id}, which is:`);
    await desk.fails(id);
    check.equal(desk.underWay.length, 2, `${id} failed, and others wait. There are two places. So many are processed:`);
  }
  check.equal(desk.in("rejected"), ids(1, 3), "m1, m2 and m3 failed. These callers heard of a failure:");
  await desk.done("m4", "m5", "m6");
  check.equal(desk.in("resolved"), ids(4, 6), "m4, m5 and m6 were processed. onMessage has resolved for:");
  scenario("two places, a queue of two; process throws at once for four messages, and then two more come");
  const throwing = new Desk({ exercise, settle }, 2, 2);
  for (const id of ids(1, 4)) throwing.arrive(id, { kind: "throws at once" });
  await throwing.settle();
  check.equal(
    throwing.in("rejected"),
    ids(1, 4),
    "process threw at once for m1 to m4, without a promise. These callers heard of a failure:",
  );
  step("m5 and m6 come");
  await throwing.come("m5", "m6");
  check.equal(
    throwing.underWay,
    ["m5", "m6"],
    "Four messages failed at once, and left two free places. Then m5 and m6 came. These are processed:",
  );
});

rule("any-history", ({ forAll, exercise, settle, check, step }) =>
  forAll(anyHistory, (history) => followHistory({ exercise, settle, check, step }, history), { runs: 500 }),
);

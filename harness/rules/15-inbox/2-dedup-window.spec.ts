import * as exercise from "#exercise/15-inbox/2-dedup-window";
import { rulesFor } from "#spec";
import type { MessageIdentity } from "eventlings";
import fc from "fast-check";
import { anyStep } from "./any-history.ts";
import { savedWithTheEffect } from "./saved-window.ts";
import { DAY, fits, HOUR, LAST_CHANCE, LONG_AGO, message, name, number, start, TwoClocks, written } from "./windows.ts";

const rule = rulesFor("inbox/dedup-window", exercise);

rule("knows-what-was-added", ({ exercise, check, step }) => {
  const { window } = start(exercise);
  step("ask for a, twice, and add a and b");
  check.equal(
    [window.has(message("a")), window.has(message("a"))],
    [false, false],
    "Nothing was added yet. The window knew a, or knew it once it had been asked for it.",
  );
  window.add(message("a"));
  window.add(message("b"));
  check.equal(
    ["a", "b", "c"].map((id) => window.has(message(id))),
    [true, true, false],
    "a and b were added, and c was not. has should say so.",
  );
  step("add a once more");
  window.add(message("a"));
  check.equal(window.has(message("a")), true, "a was added twice, and then it was not known.");
  step("make another window, for another consumer in this process");
  check.equal(
    start(exercise).window.has(message("a")),
    false,
    "a was added to one window, and another window knows it: they share something, in the module or on the ports.",
  );
});

rule("outlasts-redelivery", ({ exercise, check, step }) => {
  for (const id of [message("a"), number(2)]) {
    const { window, clock } = start(exercise);
    step(`add ${name(id)}; it may lie in the queue for 4 days, among the dead letters for 14, and in the queue again`);
    window.add(id);
    const begun = clock.elapsed();
    for (const days of [1, 4, 14, 18, 22]) {
      clock.pass(begun + days * DAY - 1 - clock.elapsed());
      window.add(message(`added on day ${String(days)}`));
      check.equal(
        window.has(id),
        true,
        `${name(id)} came again just before ${String(days)} days had passed, and the window had forgotten it. Its effect is there twice now.`,
      );
    }
  }
});

rule("forgets-in-time", ({ exercise, check, step, scenario }) => {
  {
    scenario("a window with two places: add a and b");
    const { window, clock } = start(exercise, { capacity: 2 });
    window.add(message("a"));
    window.add(message("b"));
    step("a producer that is stuck sends a and b again every day, and the consumer asks for them");
    for (let day = 1; day < 44; day += 1) {
      clock.pass(DAY);
      for (const id of ["a", "b"]) window.has(message(id));
    }
    step("on day 44 add c and d");
    clock.pass(LONG_AGO - 43 * DAY);
    for (const id of ["c", "d"])
      check.that(
        fits(window, message(id)),
        `a and b were handled 44 days ago. They were asked for every day, and still hold their places: the window is full for ${id}.`,
      );
  }
  scenario("a window with ten places, and ten messages in every 44 days");
  const { window, clock } = start(exercise, { capacity: 10 });
  let afterTwo = 0;
  for (let round = 1; round <= 30; round += 1) {
    for (let at = 0; at < 10; at += 1)
      check.that(
        fits(window, message(`round ${String(100 + round)}, message ${String(at)}`)),
        "All that was handled 44 days ago cannot come any more, and the window is full.",
      );
    if (round === 2) afterTwo = written(window).length;
    clock.pass(LONG_AGO);
  }
  check.that(
    written(window).length < 3 * afterTwo + 200,
    "The same number of messages came in every 44 days, and what is saved grew all the time: it still holds what cannot come any more.",
    { expected: `about ${String(afterTwo)} characters`, received: `${String(written(window).length)} characters` },
  );
});

rule("full-says-so", async ({ exercise, check, step }) => {
  const { window, clock } = start(exercise, { capacity: 3 });
  step("a window with three places: add a, b and c, an hour apart; ask for c and b");
  for (const id of ["a", "b", "c"]) {
    window.add(message(id));
    clock.pass(HOUR);
  }
  for (const id of ["c", "b"]) window.has(message(id));
  step("add d, number 7 of orders, and d again");
  for (const id of [message("d"), number(7), message("d")])
    await check.fails(
      () => window.add(id),
      (error) => error instanceof Error && Reflect.get(error, "code") === "WINDOW_FULL",
      `All places are taken by messages that may come again. Adding ${name(id)} should have thrown a WindowFull.`,
    );
  check.equal(
    ["a", "b", "c", "d"].map((id) => window.has(message(id))),
    [true, true, true, false],
    "The window was full when d came. It should know a, b and c as before, and not d: d was not handled.",
  );
  step("add a, which it knows");
  check.that(fits(window, message("a")), "The window was full, and adding a message that it knew threw a WindowFull.");
  step("wait until a, b and c cannot come any more, and add d");
  clock.pass(LONG_AGO);
  check.that(
    fits(window, message("d")),
    "The window was full once. Later, all that it held could not come any more, and it is full still.",
  );
  check.equal(window.has(message("d")), true, "There was room again for d. It was added, and is not known.");
});

rule("numbers-need-no-place", ({ exercise, check, step, scenario }) => {
  scenario("a window with one place, which is taken: 1,000 numbers of orders and of payments come in their order");
  const { window, clock } = start(exercise, { capacity: 1 });
  window.add(message("a"));
  let afterTen = 0;
  for (let sequence = 1; sequence <= 1_000; sequence += 1) {
    for (const producer of ["orders", "payments"])
      check.that(
        fits(window, number(sequence, producer)),
        "It was the next number of its producer. The window asked for a place for it, and was full.",
      );
    if (sequence === 10) afterTen = written(window).length;
  }
  check.that(
    written(window).length < afterTen + 100,
    "All numbers came in their order. What is saved grew with them: one number for each producer says it all.",
    { expected: `about ${String(afterTen)} characters`, received: `${String(written(window).length)} characters` },
  );
  step("ask for some of them at once, and again after 50 days");
  for (const days of [0, 50]) {
    clock.pass(days * DAY);
    for (const sequence of [1, 2, 500, 999, 1_000])
      check.equal(
        [window.has(number(sequence)), window.has(number(sequence, "payments"))],
        [true, true],
        `Numbers 1 to 1,000 were handled. Number ${String(sequence)} is not known${days === 0 ? "" : ` ${String(days)} days later`}, and needs no place to be.`,
      );
    check.equal(window.has(number(1_001)), false, "Number 1,001 has never come, and is known.");
  }

  scenario("a window with two places: numbers 3 and 2 come before 1, and then 4, 5 and 6");
  const gap = start(exercise, { capacity: 2 });
  gap.window.add(number(3));
  gap.window.add(number(2));
  check.that(
    fits(gap.window, number(1)),
    "2 and 3 hold the two places. 1 is the next number: it fits, and frees both.",
  );
  for (const id of [message("a"), message("b"), number(4), number(5)])
    check.that(
      fits(gap.window, id),
      `1, 2 and 3 have all come, so 2 and 3 need no places any more. The window is full for ${name(id)}.`,
    );

  scenario("a window with two places: number 1 is lost for ever, and 2 comes");
  const lost = start(exercise, { capacity: 2 });
  lost.window.add(number(2));
  step("44 days later 3, 4, 5 and 6 come");
  lost.clock.pass(LONG_AGO);
  for (const sequence of [3, 4, 5, 6])
    check.that(
      fits(lost.window, number(sequence)),
      `Number 1 cannot come any more: number 2 was handled 44 days ago, and 1 was made before it. The window still waits for it, and keeps all that follow in places; it is full for ${String(sequence)}.`,
    );
});

rule("late-number-is-new", ({ exercise, check, step, scenario }) => {
  scenario("number 1 comes, then 3, 5 and 4: 2 is late");
  const { window } = start(exercise);
  for (const sequence of [1, 3, 5, 4]) {
    check.equal(
      window.has(number(sequence)),
      false,
      `Number ${String(sequence)} had not been handled yet. Taken for a duplicate, it is lost.`,
    );
    window.add(number(sequence));
  }
  check.equal(
    [1, 2, 3, 4, 5, 6].map((sequence) => window.has(number(sequence))),
    [true, false, true, true, true, false],
    "1, 3, 4 and 5 were handled, and 2 is late. has should know these, and neither 2 nor 6.",
  );
  step("now 2 comes");
  window.add(number(2));
  check.equal(
    [1, 2, 3, 4, 5, 6].map((sequence) => window.has(number(sequence))),
    [true, true, true, true, true, false],
    "1 to 5 were handled, 2 as the last of them.",
  );
  scenario("orders has come to number 3; payments begins, and has a message without a number");
  const two = start(exercise).window;
  for (const sequence of [1, 2, 3]) two.add(number(sequence));
  check.equal(
    [two.has(number(1, "payments")), two.has({ messageId: "orders-2" })],
    [false, false],
    "Only orders has sent anything: three numbers. A number of payments, or a message that has an id and no number, was taken for one of them.",
  );
  step("number 2 of orders comes again, with another id");
  check.equal(
    two.has({ messageId: "sent-again", numbered: { producer: "orders", sequence: 2 } }),
    true,
    "A message with a number is known by it. Number 2 of orders came again with another id, and was taken for new.",
  );
});

rule("ignores-the-wall-clock", ({ exercise, check, step, scenario }) => {
  for (const [by, how] of [
    [400 * DAY, "forward by 400 days"],
    [-400 * DAY, "back by 400 days"],
  ] as const) {
    scenario(`add a; somebody sets the wall clock ${how}`);
    const { window, clock } = start(exercise, { capacity: 2 });
    window.add(message("a"));
    clock.setWall(by);
    clock.pass(HOUR);
    step("an hour later add b, and ask for a");
    check.that(fits(window, message("b")), "One of two places was taken, and the window was full.");
    check.that(
      window.has(message("a")),
      `The wall clock was set ${how}. a was handled an hour ago, and the window has forgotten it.`,
    );
    check.that(
      !fits(window, message("c")),
      `The wall clock was set ${how}. a and b were handled within the last hours and hold both places. The window gave one of them away.`,
    );
    step("44 days later add c and d");
    clock.pass(LONG_AGO);
    for (const id of ["c", "d"])
      check.that(
        fits(window, message(id)),
        `The wall clock was set ${how} long ago. a and b were handled 44 days ago, and still hold their places.`,
      );
  }
});

rule("survives-restart", async ({ exercise, fresh, check, step, scenario }) => {
  for (const [elapsed, wall, how] of [
    [3, 0, "in the same minute"],
    [9e9, 400 * DAY, "with the wall clock 400 days ahead"],
    [0, -400 * DAY, "with the wall clock 400 days back"],
  ] as const) {
    scenario("a window with three places: add numbers 1 and 3 of orders, and a; ten days pass; save");
    const first = start(exercise, { capacity: 3 });
    first.clock.pass(40 * DAY);
    for (const id of [number(1), number(3), message("a")]) first.window.add(id);
    first.clock.pass(10 * DAY);
    const picture: unknown = first.window.save();
    step("add b, which is not saved any more; write what was saved as JSON");
    first.window.add(message("b"));
    const saved = JSON.stringify(picture) ?? "null";
    step(`the process starts again ${how}`);
    const clock = new TwoClocks(elapsed);
    clock.setWall(50 * DAY + wall);
    const { window } = start(await fresh(), { capacity: 3, clock, saved });
    const known = [number(1), number(2), number(3), message("a"), message("b")];
    const answers = [true, false, true, true, false];
    check.equal(
      known.map((id) => window.has(id)),
      answers,
      "1, 3 and a were handled and saved before the restart; 2 never came, and b came after the saving. After the restart has should say so.",
    );
    step("add c; twelve days later, less an hour, everything is asked for again");
    check.that(fits(window, message("c")), "After the restart, 3 and a hold two of three places. The window is full.");
    check.that(
      !fits(window, message("d")),
      "After the restart all three places were taken, by 3, a and c. d was added all the same.",
    );
    clock.pass(12 * DAY - HOUR);
    check.equal(
      [number(1), number(3), message("a"), message("c")].map((id) => window.has(id)),
      [true, true, true, true],
      "Not even 22 days have passed since 1, 3 and a were handled. The restart lies in between, and now they, or c, are forgotten.",
    );
    check.that(
      !fits(window, message("d")),
      "Not even 22 days have passed since 3 and a were handled, and a place of theirs was given away after the restart.",
    );
    step("44 days later add d, e and f");
    clock.pass(LONG_AGO);
    for (const id of ["d", "e", "f"])
      check.that(
        fits(window, message(id)),
        "After a restart and 44 days, what was handled before still holds its place.",
      );
  }
});

rule("like-a-long-list", async ({ exercise, fresh, check, step, forAll }) => {
  const restarted = await fresh();
  await forAll(fc.array(anyStep, { minLength: 1, maxLength: 20 }), (history) => {
    let { window, clock } = start(exercise);
    const handled = new Map<string, MessageIdentity>();
    let left = LAST_CHANCE;
    for (const next of history) {
      if (next.do === "wait") {
        // All of it within the time in which nothing may be forgotten: then a list is what it must be like.
        if (next.hours * HOUR > left) continue;
        left -= next.hours * HOUR;
        step(`${String(next.hours)} hours pass`);
        clock.pass(next.hours * HOUR);
        continue;
      }
      if (next.do === "restart") {
        step("save, and start again");
        ({ window, clock } = start(restarted, { saved: written(window), clock: new TwoClocks(next.elapsed) }));
        continue;
      }
      const what = name(next.message);
      step(`${what} comes${handled.has(what) ? " again" : ""}`);
      check.equal(
        window.has(next.message),
        handled.has(what),
        handled.has(what)
          ? `${what} was handled before, and is not known.`
          : `${what} was never handled, and is known.`,
      );
      window.add(next.message);
      handled.set(what, next.message);
      for (const each of handled.values())
        check.that(window.has(each), `After ${what} was added, ${name(each)} is not known any more.`);
    }
  });
});

rule("one-effect-with-a-crash", ({ attack }) => attack(savedWithTheEffect, { faults: { crashes: 1, timeouts: 1 } }));

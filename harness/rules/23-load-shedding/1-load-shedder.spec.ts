import * as exercise from "#exercise/23-load-shedding/1-load-shedder";
import { rulesFor, type RuleContext } from "#spec";
import type { Importance } from "eventlings";
import { anyTraffic, follow } from "./shedder-histories.ts";
import { fourArrivals } from "./shedder-scene.ts";
import { Door, IMPORTANCES, MARKS, type Exercise, type Visit } from "./shedders.ts";

const rule = rulesFor("load-shedding/load-shedder", exercise);

type Context = Pick<RuleContext<Exercise>, "check">;

const MARKS_IN_WORDS = "optional 6 and 3, normal 9 and 5, critical 12 and 8 (high and low)";

/** Fails unless it was let in, once. */
function isIn({ check }: Context, visit: Visit, story: string): void {
  const received = visit.isShed ? "a Shed" : visit.ended;
  check.that(visit.isIn, `${story}, and was not let in.`, visit.ended === undefined ? {} : { received });
  check.equal(visit.begun, 1, `${story}. So often its work was begun:`);
}

/** Fails unless it was refused. */
function isRefused({ check }: Context, visit: Visit, story: string): void {
  check.that(!(visit.isIn && visit.isShed), `${story}. It got a Shed, and its work had been begun before.`);
  check.that(!visit.isIn, `${story}, and was let in.`);
  check.that(visit.isShed, `${story}. It was not let in, and its caller got no Shed at once.`, {
    received: visit.ended ?? "nothing yet",
  });
}

rule("lets-in-what-fits", async (context) => {
  const { exercise, check, step, scenario } = context;
  for (const importance of IMPORTANCES) {
    const { high } = MARKS[importance];
    scenario(`nothing is pending; ${String(high)} ${importance} requests arrive, one after the other`);
    const door = new Door(exercise);
    for (let pending = 0; pending < high; pending += 1)
      isIn(
        context,
        await door.arrives("request", importance),
        `${String(pending)} were pending, and the high mark for ${importance} requests is ${String(high)}. One arrived`,
      );
  }

  for (const kind of ["request", "event"] as const) {
    const one = kind === "request" ? "a request" : "an event";
    scenario(`${one} whose work gives a value, and one whose work fails`);
    const door = new Door(exercise);
    const [good, bad, odd] = [door.send(kind, "normal"), door.send(kind, "normal"), new Error("out of paper")];
    await door.settles();
    isIn(context, good, `${kind === "request" ? "A request" : "An event"} arrived while nothing was pending`);
    const answer = { order: 7 };
    good.done(answer);
    bad.fails(odd);
    await door.settles();
    check.that(
      good.ended !== undefined && "value" in good.ended && good.ended.value === answer,
      `The work of ${one} has ended with a value. Its caller got something else.`,
      { expected: answer, received: good.ended ?? "nothing yet" },
    );
    check.that(
      bad.ended !== undefined && "error" in bad.ended && bad.ended.error === odd,
      `The work of ${one} has failed. Its caller did not get that very error, and takes it for done or for something else.`,
      { expected: odd, received: bad.ended ?? "nothing yet" },
    );
  }

  step("another shedder of the same process is full");
  await new Door(exercise).fill(12, "critical");
  isIn(
    context,
    await new Door(exercise).arrives("request", "optional"),
    "Another shedder in the same process has much to do, and this one has nothing. An optional request arrived at this one",
  );
});

rule("critical-has-a-bound", async (context) => {
  const { exercise, check, scenario } = context;
  for (const importance of IMPORTANCES) {
    const { high } = MARKS[importance];
    scenario(`nothing is pending; 100 ${importance} requests arrive in the same moment`);
    const door = new Door(exercise);
    const visits = Array.from({ length: 100 }, () => door.send("request", importance));
    await door.settles();
    const inside = visits.filter(({ isIn, isShed }) => isIn && !isShed);
    const what =
      importance === "critical" ? "critical requests, which need a bound as well," : `${importance} requests`;
    check.equal(
      inside.length,
      high,
      `100 ${what} arrived in the same moment, and their high mark is ${String(high)}. So many were let in:`,
    );
    check.that(
      inside.every((visit, index) => visit === visits[index]),
      "Of 100 requests, others were let in than the first ones.",
    );
    check.equal(
      visits.filter(({ isShed }) => isShed).length,
      100 - high,
      `Of 100 ${what} that arrived in the same moment, ${String(high)} were let in, and the others are refused at once. So many got a Shed:`,
    );
  }
});

rule("holds-until-low", async (context) => {
  const { exercise, check, step, scenario } = context;
  for (const importance of IMPORTANCES) {
    const { high, low } = MARKS[importance];
    const words = `The marks of ${importance} requests are ${String(high)} and ${String(low)}`;
    scenario(`${words}; critical requests arrive until ${String(high)} are pending`);
    const door = new Door(exercise);
    const pending = await door.fill(high, "critical");
    check.equal(pending.length, high, `${String(high)} critical requests arrived. So many were let in:`);
    for (;;) {
      isRefused(
        context,
        await door.arrives("request", importance),
        `${words}. There were ${String(high)} pending${pending.length < high ? `, and now there are ${String(pending.length)}` : ""}. One more ${importance} request arrived`,
      );
      if (pending.length === low) break;
      await door.empty(pending, 1);
      step(`one ends: ${String(pending.length)} are pending`);
    }
    await door.empty(pending, 1);
    step(`one ends: ${String(pending.length)} are pending`);
    const back = await door.arrives("request", importance);
    isIn(context, back, `${words}. The pending work has fallen to ${String(low - 1)}, and a request arrived`);
    const next = await door.arrives("request", importance);
    isIn(
      context,
      next,
      `${words}. The pending work had fallen to ${String(low - 1)}; now it is at ${String(low)}, between the marks, where nothing changes. A request arrived`,
    );
  }

  scenario("six critical requests arrive, and one ends, before an optional one arrives");
  const up = new Door(exercise);
  await up.empty(await up.fill(6, "critical"), 1);
  isRefused(
    context,
    await up.arrives("request", "optional"),
    "There were 6 pending, which is the high mark of optional requests, and no optional one arrived in that moment. Now there are 5, and one arrived",
  );
  scenario("of six critical requests four end; then three more critical ones and an optional one arrive");
  const down = new Door(exercise);
  await down.empty(await down.fill(6, "critical"), 4);
  await down.fill(3, "critical");
  isIn(
    context,
    await down.arrives("request", "optional"),
    "There were 2 pending, which is below the low mark of optional requests, and no optional one arrived in that moment. Now there are 5, and one arrived",
  );
  scenario("six critical requests arrive; four end and three events arrive, before an optional request does");
  const events = new Door(exercise);
  await events.empty(await events.fill(6, "critical"), 4);
  for (const _ of [1, 2, 3]) await events.arrives("event", "normal");
  isIn(
    context,
    await events.arrives("request", "optional"),
    "There were 2 pending, below the low mark of optional requests. Then three events came in. Now there are 5, and an optional request arrived",
  );
});

rule("least-important-first", async (context) => {
  const { exercise, check, scenario } = context;
  /** Who is let in at this load, each tried at a door of its own. */
  const letIn = async (most: number, pending: number): Promise<Importance[]> => {
    const names: Importance[] = [];
    for (const importance of IMPORTANCES) {
      const door = new Door(exercise);
      const visits = await door.fill(most, "critical");
      await door.empty(visits, most - pending);
      if ((await door.arrives("request", importance)).isIn) names.push(importance);
    }
    return names;
  };
  for (const [most, pending, expected] of [
    [5, 5, ["optional", "normal", "critical"]],
    [6, 6, ["normal", "critical"]],
    [8, 8, ["normal", "critical"]],
    [9, 9, ["critical"]],
    [11, 11, ["critical"]],
    [12, 12, []],
    [12, 8, []],
    [12, 7, ["critical"]],
    [12, 5, ["critical"]],
    [12, 4, ["normal", "critical"]],
    [12, 3, ["normal", "critical"]],
    [12, 2, ["optional", "normal", "critical"]],
  ] as const) {
    const story =
      most === pending
        ? `${String(pending)} are pending`
        : `${String(most)} were pending, and now ${String(pending)} are`;
    scenario(`${story}; a request of each importance arrives, each at a shop of its own`);
    check.equal(
      await letIn(most, pending),
      expected,
      `The marks are: ${MARKS_IN_WORDS}. ${story}. A request of these importances is let in:`,
    );
  }
});

rule("counts-until-it-ends", async (context) => {
  const { exercise, check, step, scenario } = context;
  const ends = {
    "ends well": (visit: Visit) => visit.done(),
    fails: (visit: Visit) => visit.fails(new Error("the database is busy")),
  };
  for (const [how, end] of Object.entries(ends)) {
    scenario(`50 times: a request is let in, and its work ${how}; then twelve critical ones arrive`);
    const door = new Door(exercise);
    for (let each = 1; each <= 50; each += 1) {
      const visit = await door.arrives("request", "normal");
      isIn(
        context,
        visit,
        `${String(each - 1)} requests have come and gone, and nothing is pending. Another one arrived`,
      );
      end(visit);
      await door.settles();
    }
    step("twenty critical requests arrive");
    check.equal(
      (await door.fill(20, "critical")).length,
      12,
      `Work of 50 requests ${how.replace("ends", "has ended").replace("fails", "has failed")}, so nothing was pending. Of twenty critical requests so many were let in, and their high mark is 12:`,
    );
  }

  scenario("50 times: a request is let in, and its work throws before it gives a promise");
  const door = new Door(exercise);
  for (let each = 1; each <= 50; each += 1) {
    let isCalled = false;
    const visit = door.send("request", "normal", () => {
      isCalled = true;
      throw new Error("no such page");
    });
    await door.settles();
    check.that(
      isCalled,
      `The work of ${String(each - 1)} requests has thrown at once, so nothing is pending. Another one arrived, and was not let in.`,
    );
    check.that(
      visit.ended !== undefined && "error" in visit.ended && !visit.isShed,
      "Work has thrown at once, and its caller did not get that error.",
      { received: visit.ended ?? "nothing yet" },
    );
  }
  check.equal(
    (await door.fill(20, "critical")).length,
    12,
    "The work of 50 requests has thrown at once, so nothing was pending. Of twenty critical requests so many were let in, and their high mark is 12:",
  );

  scenario("five critical requests are let in, and a sixth, whose work asks at once for something optional");
  const nested = new Door(exercise);
  await nested.fill(5, "critical");
  const asked: Visit[] = [];
  nested.send("request", "critical", () => {
    asked.push(nested.send("request", "optional"));
    return new Promise(() => undefined);
  });
  await nested.settles();
  check.equal(
    asked.map(({ isShed }) => isShed),
    [true],
    "Six critical requests were let in, and the work of the sixth asked at once for something optional. Six were pending then, the high mark of optional requests. Whether that one was refused:",
  );

  scenario("two optional, two normal and two critical requests are let in, and one more optional one arrives");
  const mixed = new Door(exercise);
  for (const importance of IMPORTANCES) await mixed.fill(2, importance);
  isRefused(
    context,
    await mixed.arrives("request", "optional"),
    "Two optional, two normal and two critical requests are pending. The high mark of optional requests is 6, of all work. One more arrived",
  );

  scenario("six optional requests are let in, and 100 are refused; then four of the six end");
  const busy = new Door(exercise);
  const inside = await busy.fill(106, "optional");
  await busy.empty(inside, 4);
  isIn(
    context,
    await busy.arrives("request", "optional"),
    "100 requests were refused. Of those that were let in, 2 are pending, which is below the low mark of 3. An optional request arrived",
  );
});

rule("refusing-is-free", async (context) => {
  const { exercise, check, scenario } = context;
  scenario("twelve critical requests are pending; 20 requests of each importance arrive");
  const door = new Door(exercise);
  const pending = await door.fill(12, "critical");
  check.equal(pending.length, 12, "Twelve critical requests arrived. So many were let in:");
  for (const importance of IMPORTANCES)
    for (let each = 1; each <= 20; each += 1)
      isRefused(
        context,
        await door.arrives("request", importance),
        `Twelve are pending, the high mark of the most important. A request (${importance}) arrived`,
      );
  check.equal(
    door.published.length,
    0,
    "60 requests were refused, and so many messages were published. A refused request is nothing to repair: it comes again, or it does not.",
  );
  check.equal(door.asked, 0, "72 requests have arrived, and the monitoring was asked so often, over the network:");
  scenario("all of the twelve end, and twelve others arrive");
  await door.empty(pending, 12);
  check.equal(
    (await door.fill(12, "critical")).length,
    12,
    "Nothing was pending, and twelve critical requests arrived. So many were let in:",
  );
  check.equal(door.asked + door.published.length, 0, "Requests were let in, and so many calls were made for it:");
});

rule("facts-come-in", async (context) => {
  const { exercise, check, step, scenario } = context;
  for (const importance of IMPORTANCES) {
    scenario(`twelve critical requests are pending; 50 events (${importance}) arrive`);
    const door = new Door(exercise);
    const pending = await door.fill(12, "critical");
    const events: Visit[] = [];
    for (let each = 1; each <= 50; each += 1) {
      const visit = await door.arrives("event", importance);
      isIn(
        context,
        visit,
        `Much is pending, and the event ${visit.arrival.name} (${importance}) arrived. It is a fact: it has happened, whatever you do. It came`,
      );
      events.push(visit);
    }
    check.equal(door.published.length, 0, "Events were let in, and so many messages went to the dead letters:");
    step("all requests end; the events are still pending");
    await door.empty(pending, 12);
    isRefused(
      context,
      await door.arrives("request", "critical"),
      "50 events are pending, which count like requests. A critical request arrived",
    );
    step("all events but seven end");
    await door.empty(events, 43);
    isIn(
      context,
      await door.arrives("request", "critical"),
      "Seven events are pending, below the low mark of critical requests, which is 8. A critical request arrived",
    );
  }
});

rule("every-order-of-ends", ({ attack }) => attack(fourArrivals));

rule("any-traffic", (context) => context.forAll(anyTraffic, (traffic) => follow(context, traffic), { runs: 1_000 }));

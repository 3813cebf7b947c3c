import * as exercise from "#exercise/20-process-managers/3-compensate";
import { rulesFor, same } from "#spec";
import { RemoteError, type CompensationEnd } from "eventlings";
import { ALL_DONE, MAX_FAILURES, openSaga, type Stand } from "./sagas.ts";

const rule = rulesFor("process-managers/compensate", exercise);

const DONE: Stand = { status: "done" };

type Attack = Parameters<Parameters<typeof rule>[1]>[0]["attack"];

/**
 * An answer that takes more steps, or has several calls under way, has more schedules than are worth trying.
 * Unbounded, whoever forgets an `await` hears that time has run out, and not what comes of it.
 */
const bounded =
  (attack: Attack): Attack =>
  (scene, options) =>
    attack(scene, { budget: 4_000, draws: 80, ...options });

rule("undoes-in-reverse", async ({ attack: unbounded }) => {
  const attack = bounded(unbounded);
  for (const [stands, what] of [
    [ALL_DONE, "Stock, payment and shipment were done."],
    [[DONE, DONE], "Stock and payment were done."],
    [[DONE, DONE, { status: "refused" }], "Stock and payment were done, and the shipment was refused."],
    [[DONE, { status: "refused" }], "Stock was reserved, and the payment was refused."],
    [[], "Nothing was done yet."],
  ] as const)
    await attack((world) => {
      const saga = openSaga(world, stands);
      const told: CompensationEnd[] = [];
      saga.worker("worker", told);
      return {
        atTheEnd: () =>
          saga.isCancelled(what) ??
          (same(told, ["cancelled"])
            ? undefined
            : {
                happened: `${what} Nothing went wrong. The call should say so.`,
                expected: "cancelled",
                received: told[0],
              }),
      };
    });
  await attack((world) => {
    const saga = openSaga(world, ALL_DONE, { names: ["payment", "shipment", "stock"] });
    saga.worker("worker");
    const story = "The payment was taken first, then the shipment was booked, and the stock reserved last.";
    return { atTheEnd: () => saga.isCancelled(story) };
  });
});

rule("unknown-step-is-undone", async ({ attack: unbounded }) => {
  const attack = bounded(unbounded);
  for (const before of [[], [DONE], [DONE, DONE]]) {
    const name = ["stock", "payment", "shipment"][before.length] ?? "";
    for (const tookPlace of [true, false])
      await attack((world) => {
        const saga = openSaga(world, [...before, { status: "started", tookPlace }]);
        saga.worker("worker");
        const really = tookPlace ? "It had taken place." : "It had not taken place.";
        return { atTheEnd: () => saga.isCancelled(`The call for the ${name} had timed out. ${really}`) };
      });
    await attack((world) => {
      const saga = openSaga(world, [...before, { status: "started", tookPlace: false }]);
      saga.worker("worker");
      saga.slowCall((["stock", "payment", "shipment"] as const)[before.length] ?? "stock");
      return {
        atTheEnd: () => saga.isCancelled(`The call for the ${name} had timed out, and was still on its way.`),
      };
    });
  }
});

rule("retried-until-it-works", async ({ attack: unbounded }) => {
  const attack = bounded(unbounded);
  for (const step of ["shipment", "payment", "stock"] as const)
    await attack((world) => {
      const saga = openSaga(world, ALL_DONE, {
        isDown: (each, attempt) => each === step && attempt < MAX_FAILURES,
      });
      const told: CompensationEnd[] = [];
      saga.worker("worker", told);
      const story = `To undo the ${step} failed ${String(MAX_FAILURES - 1)} times, and would have worked then; ${String(MAX_FAILURES)} failures are allowed.`;
      return {
        atTheEnd() {
          const broken = saga.isCancelled(story);
          if (broken !== undefined) return broken;
          if (saga.alerts().length > 0)
            return { happened: `${story} It worked, and somebody was woken up for it.`, received: saga.alerts() };
          const expected = ["again", "again", "cancelled"];
          if (same(told, expected)) return undefined;
          return {
            happened: `${story} A call ends where a try fails: whoever called knows how long to wait.`,
            expected,
            received: told,
          };
        },
      };
    });
  // Every step has its own count.
  await attack((world) => {
    const saga = openSaga(world, ALL_DONE, { isDown: (_, attempt) => attempt < MAX_FAILURES });
    saga.worker("worker");
    return {
      atTheEnd: () =>
        saga.isCancelled(
          `To undo each of the three steps failed ${String(MAX_FAILURES - 1)} times; ${String(MAX_FAILURES)} failures at a step are allowed.`,
        ),
    };
  });
});

rule("undone-once", async ({ attack: unbounded }) => {
  const attack = bounded(unbounded);
  const stands = [DONE, { status: "started", tookPlace: true }] as const;
  for (const [each, crashes] of [
    [stands, 1],
    [[DONE], 2],
  ] as const)
    await attack(
      (world) => {
        const saga = openSaga(world, each);
        saga.worker("worker");
        return { atTheEnd: () => saga.isCancelled("The worker died and was started again.") };
      },
      { faults: { crashes } },
    );
  await attack(
    (world) => {
      const saga = openSaga(world, stands);
      saga.worker("worker");
      const story = "Answers of the services or of the database got lost, and the worker tried again.";
      return { atTheEnd: () => saga.isCancelled(story) ?? saga.countsOnlyTries(story) };
    },
    { faults: { timeouts: 1 } },
  );
  await attack((world) => {
    const saga = openSaga(world, [DONE], { isOtherToo: true });
    world.process("worker", async (me) => {
      for (const orderId of ["order-1", "order-2"]) await saga.compensate(me, orderId);
    });
    const story = "Two orders were undone, one after the other; both had their stock reserved.";
    return { atTheEnd: () => saga.isCancelled(story) ?? saga.isOtherCancelled(story) };
  });
  await attack((world) => {
    const saga = openSaga(world, ALL_DONE);
    const told: CompensationEnd[] = [];
    saga.worker("worker", told);
    let before = 0;
    world.process("worker, later", async (me) => {
      await world.clock.for(me).sleep(30_000);
      before = saga.asked.length;
      told.push(await saga.compensate(me));
    });
    return {
      atTheEnd() {
        const story = "Everything was undone. Later somebody asked for the same once more.";
        const broken = saga.isCancelled(story);
        if (broken !== undefined) return broken;
        if (saga.asked.length === before && told.at(-1) === "cancelled") return undefined;
        return {
          happened: `${story} There was nothing left to ask of any service, and the answer is "cancelled".`,
          expected: { answer: "cancelled", asked: [] },
          received: { answer: told.at(-1), asked: saga.asked.slice(before) },
        };
      },
    };
  });
});

rule("two-at-once", async ({ attack: unbounded }) => {
  const attack = bounded(unbounded);
  for (const [stands, faults] of [
    [[DONE, DONE], {}],
    [[DONE], { crashes: 1 }],
  ] as const)
    await attack(
      (world) => {
        const saga = openSaga(world, stands);
        for (const name of ["worker 1", "worker 2"]) saga.worker(name);
        return { atTheEnd: () => saga.isCancelled("Two workers undid the saga at the same moment.") };
      },
      { faults },
    );
});

rule("parks-with-an-alert", async ({ attack: unbounded }) => {
  const attack = bounded(unbounded);
  const story = `The payment cannot be undone: every try fails, and ${String(MAX_FAILURES)} failures are allowed.`;
  await attack((world) => {
    const saga = openSaga(world, ALL_DONE, { isDown: (step) => step === "payment" });
    const told: CompensationEnd[] = [];
    saga.worker("worker", told);
    world.process("worker, later", async (me) => {
      await world.clock.for(me).sleep(30_000);
      told.push(await saga.compensate(me));
    });
    return {
      atTheEnd() {
        const broken = saga.isParked("payment", 1, story);
        if (broken !== undefined) return broken;
        const tries = saga.attemptsAt("payment");
        if (tries !== MAX_FAILURES)
          return {
            happened: `${story} It was tried ${String(tries)} times. (The last call came when it was parked.)`,
            expected: MAX_FAILURES,
            received: tries,
          };
        if (saga.attemptsAt("stock") > 0)
          return {
            happened: `${story} The stock was undone although the payment, which came after it, is not.`,
            received: saga.asked,
          };
        const expected = ["again", "again", "parked", "parked"];
        return same(told, expected)
          ? undefined
          : { happened: `${story} The calls should say how far it has come.`, expected, received: told };
      },
    };
  });
  for (const [failsAs, refused] of [
    [new RemoteError("REFUSED", "The payment cannot be undone."), "The service refuses to undo the payment."],
    [
      new Error("socket hang up"),
      "Each try to undo the payment fails with an error that is no RemoteError. Whatever the error, it is a failed try.",
    ],
  ] as const)
    await attack((world) => {
      const saga = openSaga(world, [DONE, DONE], { isDown: () => true, failsAs });
      saga.worker("worker");
      return {
        atTheEnd() {
          const broken = saga.isParked("payment", 1, refused);
          if (broken !== undefined || saga.attemptsAt("payment") <= MAX_FAILURES) return broken;
          return {
            happened: `${refused} It was tried more often than allowed.`,
            expected: MAX_FAILURES,
            received: saga.attemptsAt("payment"),
          };
        },
      };
    });
  await attack(
    (world) => {
      const saga = openSaga(world, [DONE], { isDown: () => true });
      saga.worker("worker");
      return {
        atTheEnd() {
          const died = "The stock cannot be undone, and the worker died once and was started again.";
          const broken = saga.isParked("stock", 1, died);
          // What was under way in a crash may be counted or not.
          if (broken !== undefined || saga.attemptsAt("stock") <= MAX_FAILURES + 1) return broken;
          return {
            happened: `${died} It was tried ${String(saga.attemptsAt("stock"))} times: the tries before the crash were forgotten.`,
            expected: MAX_FAILURES,
            received: saga.attemptsAt("stock"),
          };
        },
      };
    },
    { faults: { crashes: 1 } },
  );
  await attack((world) => {
    const saga = openSaga(world, [DONE], { isDown: () => true, maxFailures: 1 });
    for (const name of ["worker 1", "worker 2"]) saga.worker(name);
    return {
      atTheEnd: () =>
        saga.isParked("stock", 1, "The stock cannot be undone, and two workers found that out at the same moment."),
    };
  });
  await attack((world) => {
    const saga = openSaga(world, [DONE], { isDown: () => true, maxFailures: 2 });
    for (const name of ["worker 1", "worker 2"]) world.process(name, async (me) => void (await saga.compensate(me)));
    const story =
      "Two workers failed to undo the stock at the same moment, and 2 failures are allowed. Each of them counts.";
    return { atTheEnd: () => saga.isParked("stock", 1, story) };
  });
});

rule("goes-on-after-a-person", async ({ attack: unbounded }) => {
  const attack = bounded(unbounded);
  for (const isMended of [true, false])
    await attack((world) => {
      const saga = openSaga(world, [DONE, DONE], {
        isDown: (step, attempt) => step === "payment" && (!isMended || attempt <= MAX_FAILURES + 1),
      });
      saga.worker("worker");
      world.process(
        "a person",
        async (me) => {
          const database = saga.database.for(me);
          await world.clock.for(me).sleep(20_000);
          await database.update("steps", { failures: 0 }, { orderId: "order-1", name: "payment" });
          await database.update("sagas", { status: "compensating" }, { orderId: "order-1" });
          for (let call = 1; call <= 6; call += 1) if ((await saga.compensate(me)) !== "again") return;
        },
        { restarts: false },
      );
      const story = "The saga was parked. A person set it back.";
      return {
        atTheEnd: () =>
          isMended
            ? saga.isCancelled(`${story} The service still failed once, and then worked again.`)
            : saga.isParked("payment", 2, `${story} The service failed again, to the end.`),
      };
    });
});

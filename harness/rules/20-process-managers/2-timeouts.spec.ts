import * as exercise from "#exercise/20-process-managers/2-timeouts";
import { rulesFor } from "#spec";
import { openCashier, PAY_WITHIN, type Mail } from "./deadlines.ts";

const rule = rulesFor("process-managers/timeouts", exercise);

const DUE: Mail = [0, "PaymentDue", "m1"];
const SOON = PAY_WITHIN / 2;
const LATER = PAY_WITHIN * 2;
const MUCH_LATER = PAY_WITHIN * 4;

/** More than a poller would take in one go that takes only so many. */
const MANY = 101;

rule("paid-in-time", async ({ attack }) => {
  for (const [at, polls, story] of [
    [
      SOON,
      [SOON, PAY_WITHIN, LATER],
      "It was paid halfway to the deadline. Rounds of the poller came before and after.",
    ],
    [
      LATER,
      [SOON, MUCH_LATER],
      "It was paid after the deadline, but the poller had been away, and no timer had fired: that is in time. The poller came later.",
    ],
  ] as const)
    await attack((world) => {
      const cashier = openCashier(world);
      cashier.consumer("consumer", [DUE, [at, "PaymentTaken", "m2"]]);
      cashier.poller("poller", polls);
      return { atTheEnd: () => cashier.stands("paid", story) };
    });
});

rule("gives-up-when-due", async ({ attack }) => {
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.consumer("consumer", [DUE]);
    cashier.poller("poller", [SOON, PAY_WITHIN - 1]);
    return {
      atTheEnd: () =>
        cashier.stands("waiting", "Nobody has paid, and the last round came a millisecond before the deadline."),
    };
  });
  for (const [polls, story] of [
    [[PAY_WITHIN], "Nobody has paid, and a round came exactly at the deadline."],
    [[SOON, MUCH_LATER, MUCH_LATER + 1], "Nobody has paid, and the first round after the deadline came much later."],
  ] as const)
    await attack((world) => {
      const cashier = openCashier(world);
      cashier.consumer("consumer", [DUE]);
      cashier.poller("poller", polls);
      return { atTheEnd: () => cashier.stands("given-up", story) };
    });
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.consumer("consumer", [
      DUE,
      [1, "PaymentDue", "m2", "order-2"],
      [SOON, "PaymentDue", "m3", "order-3"],
      [SOON, "PaymentDue", "m4", "order-4"],
      [SOON + 1, "PaymentTaken", "m5", "order-4"],
    ]);
    cashier.poller("poller", [PAY_WITHIN + 1]);
    const story =
      "Four payments were waited for. One round came when order-1 and order-2 were due, order-3 was not, and order-4 was paid.";
    return {
      atTheEnd: () =>
        cashier.stands("given-up", `${story} This is about order-1.`) ??
        cashier.stands("given-up", `${story} This is about order-2.`, "order-2") ??
        cashier.stands("waiting", `${story} This is about order-3.`, "order-3") ??
        cashier.stands("paid", `${story} This is about order-4.`, "order-4"),
    };
  });
  await attack(
    (world) => {
      const cashier = openCashier(world);
      cashier.asked(Array.from({ length: MANY }, (_, at) => `order-${String(at + 1)}`));
      cashier.poller("poller", [LATER]);
      return {
        atTheEnd() {
          const left = cashier.waiting();
          if (left.length === 0) return undefined;
          return {
            happened: `The service had been away, and ${String(MANY)} timers were due. After one round, ${String(left.length)} of their payments were still waited for. A round fires each timer that is due.`,
            expected: [],
            received: left,
          };
        },
      };
    },
    // One schedule is enough, also of an answer that fires them all at once.
    { steps: MANY * 12, budget: 1, draws: 1 },
  );
});

rule("survives-a-restart", async ({ attack }) => {
  for (const faults of [{ crashes: 1 }, { timeouts: 1 }]) {
    const what =
      "crashes" in faults
        ? "Processes died and were started again."
        : "A connection to the database broke, and what rejected was called again.";
    await attack(
      (world) => {
        const cashier = openCashier(world);
        cashier.consumer("consumer", [DUE]);
        // One round, and no other comes to put right what this one has swallowed.
        cashier.poller("poller", [LATER]);
        return {
          atTheEnd: () => cashier.stands("given-up", `${what} Nobody has paid, and the deadline is long over.`),
        };
      },
      { faults },
    );
    await attack(
      (world) => {
        const cashier = openCashier(world);
        cashier.consumer("consumer", [DUE, [SOON, "PaymentTaken", "m2"]]);
        cashier.poller("poller", [LATER]);
        return { atTheEnd: () => cashier.stands("paid", `${what} It was paid in time.`) };
      },
      { faults },
    );
  }
});

/** These scenes have more schedules than are worth trying. */
const ENOUGH = { budget: 2_500, draws: 60 };

rule("fires-once", async ({ attack }) => {
  await attack(
    (world) => {
      const cashier = openCashier(world);
      cashier.asked(["order-1"]);
      for (const name of ["poller 1", "poller 2"]) cashier.poller(name, [PAY_WITHIN]);
      return {
        atTheEnd: () => cashier.stands("given-up", "Nobody has paid, and two pollers came by at the same moment."),
      };
    },
    { faults: { crashes: 1 }, ...ENOUGH },
  );
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.asked(["order-1"]);
    cashier.pollerAndConsumer("poller 1", [PAY_WITHIN, "PaymentTaken", "m2"]);
    cashier.poller("poller 2", [PAY_WITHIN]);
    const story = "Two pollers came by at the same moment. When one of them was done, the money came after all.";
    return { atTheEnd: () => cashier.stands("refunding", story) };
  });
});

rule("late-payment-is-refunded", async ({ attack }) => {
  for (const [how, over, faults] of [
    ["It was given up, as nobody had paid in time.", undefined, { crashes: 1 }],
    ["It was declined.", [SOON, "PaymentDeclined", "m2"], {}],
  ] as const)
    await attack(
      (world) => {
        const cashier = openCashier(world);
        cashier.consumer("consumer", [
          DUE,
          ...(over === undefined ? [] : [over]),
          [LATER, "PaymentTaken", "m3"],
          [LATER, "PaymentTaken", "m3"],
          [LATER, "PaymentTaken", "m4"],
          [LATER, "PaymentDeclined", "m5"],
        ]);
        cashier.poller("poller", [PAY_WITHIN, MUCH_LATER]);
        const story = `${how} Then PaymentTaken came after all, and the service said it once more.`;
        // What becomes of the timer of one that was declined is the matter of another rule.
        return {
          atTheEnd: () =>
            over === undefined ? cashier.stands("refunding", story) : cashier.hasAsked("refunding", story),
        };
      },
      { faults },
    );
});

rule("one-of-both", async ({ attack }) => {
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.consumer("consumer", [DUE, [PAY_WITHIN, "PaymentTaken", "m2"]]);
    cashier.poller("poller", [PAY_WITHIN]);
    return {
      atTheEnd: () =>
        cashier.standsAsOneOf(["paid", "refunding"], "The payment came at the moment at which the timer was due."),
    };
  });
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.asked(["order-1", "order-2"]);
    cashier.consumer("consumer", [[PAY_WITHIN, "PaymentTaken", "m3"]]);
    cashier.poller("poller", [PAY_WITHIN]);
    const story = "The timers of order-1 and order-2 were due, and at this moment order-1 was paid.";
    return {
      atTheEnd: () =>
        cashier.standsAsOneOf(["paid", "refunding"], story) ??
        cashier.stands("given-up", `${story} This is about order-2.`, "order-2"),
    };
  }, ENOUGH);
});

rule("declined-is-over", async ({ attack }) => {
  for (const polls of [[SOON + 1], [SOON + 1, LATER, MUCH_LATER]])
    await attack(
      (world) => {
        const cashier = openCashier(world);
        cashier.consumer("consumer", [DUE, [SOON, "PaymentDeclined", "m2"]]);
        cashier.poller("poller", polls);
        return {
          atTheEnd: () =>
            cashier.stands("given-up", "It was declined halfway to the deadline, and the poller came by."),
        };
      },
      { faults: { crashes: 1 } },
    );
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.consumer("consumer", [DUE, [PAY_WITHIN, "PaymentDeclined", "m2"]]);
    cashier.poller("poller", [PAY_WITHIN]);
    return {
      atTheEnd: () => cashier.stands("given-up", "It was declined at the moment at which the timer was due."),
    };
  });
});

rule("repeats-are-nothing", async ({ attack }) => {
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.consumer("consumer", [DUE, [SOON, "PaymentDue", "m1"], [SOON, "PaymentDue", "m1-again"]]);
    cashier.poller("poller", [PAY_WITHIN]);
    return {
      atTheEnd: () =>
        cashier.stands(
          "given-up",
          "PaymentDue came again halfway to the deadline. Nobody has paid, and a round came at the deadline of the first one.",
        ),
    };
  });
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.consumer("consumer", [
      DUE,
      [1, "GiftWrapChosen", "m9"],
      [2, "PaymentTaken", "m2"],
      [2, "PaymentTaken", "m2"],
      [3, "PaymentTaken", "m2-again"],
      [4, "PaymentDeclined", "m3"],
      [5, "PaymentDue", "m1-again"],
    ]);
    cashier.poller("poller", [MUCH_LATER]);
    return {
      atTheEnd: () =>
        cashier.stands(
          "paid",
          "It was paid. Then the same was said again, and that it is due, and that it is declined.",
        ),
    };
  });
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.consumer("consumer", [DUE]);
    cashier.consumer("consumer 2", [[0, "PaymentDue", "m1-again"]]);
    return {
      atTheEnd: () => cashier.stands("waiting", "Two messages that say PaymentDue were handled at the same moment."),
    };
  });
  await attack((world) => {
    const cashier = openCashier(world);
    cashier.consumer("consumer", [[0, "PaymentTaken", "m2", "order-2"], [0, "PaymentDeclined", "m3", "order-2"], DUE]);
    return {
      atTheEnd() {
        const broken = cashier.stands("waiting", "Replies came about order-2, which nobody has asked to be paid.");
        const rows = [...cashier.commands("order-2")];
        if (broken !== undefined || (rows.length === 0 && cashier.status("order-2") === undefined)) return broken;
        return {
          happened: "Replies came about order-2, which nobody has asked to be paid. They should be ignored.",
          received: { status: cashier.status("order-2"), commands: rows },
        };
      },
    };
  });
});

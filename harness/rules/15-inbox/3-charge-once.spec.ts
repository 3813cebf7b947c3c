import * as exercise from "#exercise/15-inbox/3-charge-once";
import { rulesFor, type Scene } from "#spec";
import {
  A_MONTH,
  answerOf,
  askUntilAnswered,
  chargedOnce,
  KEYS_LAST,
  openTill,
  payment,
  type Answer,
  type Exercise,
} from "./payments.ts";

const rule = rulesFor("inbox/charge-once", exercise);

rule("charges-the-amount", ({ attack }) =>
  attack((world) => {
    const till = openTill(world);
    const answers: Answer[] = [];
    world.process("payments", async (me) => {
      answers.push(await till.ask(me, payment("pay-1", 1999)), await till.ask(me, payment("pay-2", 1999)));
    });
    return {
      atTheEnd() {
        const charged = till.charges.map(({ reference, amount }) => ({ reference, ...amount }));
        const expected = ["pay-1", "pay-2"].map((reference) => ({ reference, amount: 1999, currency: "EUR" }));
        if (JSON.stringify(charged) !== JSON.stringify(expected))
          return {
            happened:
              "Two payments of 19.99 were due, pay-1 and pay-2. Each should be charged, with its own reference.",
            expected,
            received: charged,
          };
        const told = answers.map((answer) => (answer.status === "charged" ? answer.chargeId : answer.status));
        if (told.join() === "ch-1,ch-2") return undefined;
        return {
          happened: "Both payments were charged. The answers should name the charges.",
          expected: ["ch-1", "ch-2"],
          received: answers,
        };
      },
    };
  }),
);

rule("again-is-the-same-answer", ({ attack }) =>
  attack(
    (world) => {
      const till = openTill(world);
      const answers: Answer[] = [];
      for (const days of [0, 2, 9])
        world.process(days === 0 ? "payments" : `payments, day ${String(days)}`, async (me) => {
          await world.clock.for(me).sleep(days * KEYS_LAST);
          answers.push(await answerOf(till.ask(me, payment())), await answerOf(till.ask(me, payment())));
        });
      return {
        atTheEnd: () =>
          chargedOnce(till, payment(), answers, "pay-1 was charged, and asked for again until days later."),
      };
    },
    { until: A_MONTH },
  ),
);

/** Processes that ask until they are answered; some answers get lost, or a process dies. */
const asking =
  (processes: readonly string[], story: string, wait = 1_000): Scene<Exercise> =>
  (world) => {
    const till = openTill(world);
    const answers: Answer[] = [];
    for (const name of processes)
      world.process(name, async (me) => {
        if (me.life > 1) await world.clock.for(me).sleep(wait);
        answers.push(await askUntilAnswered(world, me, till, payment(), wait));
      });
    return { atTheEnd: () => chargedOnce(till, payment(), answers, story) };
  };

rule("one-key-for-all-tries", ({ attack }) =>
  attack(
    (world) => {
      const till = openTill(world);
      const answers: Answer[] = [];
      world.process("payments", async (me) => {
        answers.push(await askUntilAnswered(world, me, till, payment()));
      });
      return {
        atTheEnd() {
          const broken = chargedOnce(till, payment(), answers, "Calls timed out, and pay-1 was asked for again.");
          if (broken !== undefined) return broken;
          if (till.keys.every((key) => key !== undefined && key === till.keys[0])) return undefined;
          return {
            happened: till.keys.includes(undefined)
              ? "pay-1 was charged without an idempotency key. A call that timed out may still be under way: the next try finds no charge, and makes a second one."
              : "pay-1 was tried under more than one idempotency key. A call that timed out may still be under way, and take place after the next one.",
            received: till.keys,
          };
        },
      };
    },
    { faults: { timeouts: 2 } },
  ),
);

rule("crash-anywhere", ({ attack }) =>
  attack(asking(["payments"], "The process died while it worked on pay-1, and started again."), {
    faults: { crashes: 2 },
  }),
);

rule("two-at-once", async ({ attack }) => {
  const story = "pay-1 was asked for by two processes at the same moment.";
  await attack(asking(["payments 1", "payments 2"], story), { faults: { crashes: 1 } });
  await attack(asking(["payments 1", "payments 2"], story), { faults: { timeouts: 1 } });
});

rule("unknown-is-not-no", ({ attack }) =>
  attack(
    (world) => {
      const till = openTill(world);
      let answer: Answer | undefined;
      world.process("payments", async (me) => {
        answer = await answerOf(till.ask(me, payment()));
      });
      return {
        atTheEnd() {
          if (answer?.status === "declined")
            return {
              happened: `A call timed out, and the answer was "declined". The gateway has declined nothing: ${till.charges.length === 0 ? "the next try may well charge the card" : "it has charged the card"}.`,
              received: answer,
            };
          if (answer?.status !== "charged") return undefined;
          const named = answer.chargeId;
          if (till.charges.some(({ chargeId }) => chargeId === named)) return undefined;
          return {
            happened: 'A call timed out, and the answer was "charged", with a charge that the gateway does not have.',
            expected: till.charges,
            received: answer,
          };
        },
      };
    },
    { faults: { timeouts: 2 } },
  ),
);

rule("asks-before-it-charges-again", async ({ attack }) => {
  const story = "pay-1 was asked for again two days later, when the gateway had forgotten its key.";
  await attack(asking(["payments"], story, 2 * KEYS_LAST), { faults: { timeouts: 2 }, until: A_MONTH });
  await attack(asking(["payments"], story, 2 * KEYS_LAST), { faults: { crashes: 2 }, until: A_MONTH });
});

const isRefusal = (answer: Answer): boolean =>
  answer.status === "rejected" &&
  answer.error instanceof Error &&
  Reflect.get(answer.error, "code") === "PAYMENT_CHANGED";

rule("other-amount-is-refused", async ({ attack }) => {
  for (const [wait, when] of [
    [0, "again"],
    [2 * KEYS_LAST, "two days later"],
  ] as const)
    for (const other of [payment("pay-1", 2999), { paymentId: "pay-1", amount: { amount: 1999, currency: "USD" } }])
      await attack(
        (world) => {
          const till = openTill(world);
          let second: Answer | undefined;
          const first = world.process("payments", async (me) => {
            await till.ask(me, payment());
            await world.clock.for(me).sleep(wait);
            second = await answerOf(till.ask(me, other));
          });
          return {
            atTheEnd() {
              const asked = `pay-1 was charged with 19.99 EUR, and asked for ${when} with ${String(other.amount.amount / 100)} ${other.amount.currency}.`;
              if (till.charges.length !== 1) return { happened: `${asked} Both were charged.`, received: till.charges };
              if (first.result.status === "done" && second !== undefined && isRefusal(second)) return undefined;
              return { happened: `${asked} That should be refused with a PaymentChanged.`, received: second };
            },
          };
        },
        { until: A_MONTH },
      );
  for (const wait of [1_000, 2 * KEYS_LAST])
    await attack(
      (world) => {
        const till = openTill(world);
        const other = payment("pay-1", 2999);
        let second: Answer | undefined;
        world.process("payments", async (me) => {
          await answerOf(till.ask(me, payment()));
          await world.clock.for(me).sleep(wait);
          second = await answerOf(till.ask(me, other));
        });
        return {
          atTheEnd() {
            const [charge, ...more] = till.charges;
            // Where the first call got nowhere, whoever wrote nothing down may charge the second one.
            const isTrue = second?.status !== "charged" || charge?.amount.amount === other.amount.amount;
            if (more.length === 0 && isTrue && second?.status !== "declined") return undefined;
            return {
              happened:
                "pay-1 was asked for with 19.99, and that call may have failed. Then it was asked for with 29.99. It should be charged once at most, and 29.99 never called charged unless it was.",
              received: { charges: till.charges, answer: second },
            };
          },
        };
      },
      { faults: { timeouts: 1 }, until: A_MONTH },
    );
  await attack((world) => {
    const till = openTill(world);
    const answers: { readonly amount: number; readonly answer: Answer }[] = [];
    for (const amount of [1999, 2999])
      world.process(`asks for ${String(amount / 100)}`, async (me) => {
        answers.push({ amount, answer: await answerOf(till.ask(me, payment("pay-1", amount))) });
      });
    return {
      atTheEnd() {
        const story = "pay-1 was asked for at the same moment with 19.99 and with 29.99.";
        if (till.charges.length !== 1)
          return { happened: `${story} One of the two should be charged.`, received: till.charges };
        const charged = till.charges[0]?.amount.amount;
        const wrong = answers.find(({ amount, answer }) =>
          amount === charged ? answer.status !== "charged" : !isRefusal(answer),
        );
        if (wrong === undefined) return undefined;
        return {
          happened:
            wrong.amount === charged
              ? `${story} This one was charged, and its answer does not say so.`
              : `${story} The other one was charged, so this one should be refused with a PaymentChanged.`,
          received: wrong,
        };
      },
    };
  });
});

rule("declined-stays-declined", ({ attack }) =>
  attack(
    (world) => {
      let isEmpty = true;
      const till = openTill(world, () => isEmpty);
      const answers: Answer[] = [];
      for (const days of [0, 2])
        world.process(days === 0 ? "payments" : "payments, two days later", async (me) => {
          await world.clock.for(me).sleep(days * KEYS_LAST);
          for (const _ of [1, 2]) {
            answers.push(await answerOf(till.ask(me, payment())));
            isEmpty = false;
          }
        });
      return {
        atTheEnd() {
          if (answers[0]?.status !== "declined")
            return {
              happened: "The gateway refused the charge: the card is declined. That should be the answer.",
              expected: { status: "declined" },
              received: answers[0],
            };
          const wrong = answers.find(({ status }) => status !== "declined");
          if (wrong === undefined && till.charges.length === 0) return undefined;
          return {
            happened: `pay-1 was declined, and the shop was told so. Then it was asked for again${till.charges.length > 0 ? ", and the card was charged" : ", and the answer was another one"}.`,
            expected: { status: "declined" },
            received: wrong ?? till.charges,
          };
        },
      };
    },
    { until: A_MONTH },
  ),
);

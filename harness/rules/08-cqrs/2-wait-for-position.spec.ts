import * as exercise from "#exercise/08-cqrs/2-wait-for-position";
import { rulesFor, same, type Broken, type Me, type World } from "#spec";
import type { OrderViewRow, WaitFor } from "eventlings";
import { ask, asker, openReadModel, POLL, view, type Ask, type Asked, type Exercise } from "./queries.ts";

const rule = rulesFor("cqrs/wait-for-position", exercise);

type Model = ReturnType<typeof openReadModel>;

const found = (order: OrderViewRow) => ({ outcome: "found", order });

/** Where a wait without an end is left alone: sooner where two wait, as their turns can be taken in many orders. */
const LONG = { until: 50 * POLL };

/** A scene in which one process asks once, and perhaps others do something meanwhile. */
const asking =
  (
    open: Parameters<typeof openReadModel>[1],
    waitFor: WaitFor | undefined,
    promise: (asked: Asked, model: Model) => Broken | undefined,
    others: (world: World<Exercise>, model: Model) => void = () => undefined,
  ) =>
  (world: World<Exercise>) => {
    const model = openReadModel(world, open);
    let asked: Asked | undefined;
    world.process("query", async (me) => {
      asked = await ask(world, model, me, waitFor);
      if (asked.answer.outcome === "rejected" && waitFor === undefined) throw asked.answer.error;
    });
    others(world, model);
    return {
      atTheEnd() {
        if (asked !== undefined) return promise(asked, model);
        return {
          happened: `The question was never answered: ${String(world.clock.elapsed)} ms later the query still waits${waitFor === undefined ? "" : `, and its timeout is ${String(waitFor.timeout)} ms`}.`,
        };
      },
    };
  };

/** The projection puts an event in after so many milliseconds. */
const projecting =
  (row: OrderViewRow, position: number, after = 0) =>
  (world: World<Exercise>, model: Model): void => {
    world.process("projection", async (me) => {
      if (after > 0) await world.clock.for(me).sleep(after);
      await model.project(me, row, position);
    });
  };

const expecting =
  (expected: unknown, happened: string) =>
  ({ answer }: Asked): Broken | undefined =>
    same(answer, expected) ? undefined : { happened, expected, received: answer };

/** A scene in which one process asks one object several times. What it finds wrong is the promise. */
const askingOften =
  (
    open: Parameters<typeof openReadModel>[1],
    story: (
      ask: Ask,
      model: Model,
      tools: { readonly me: Me<Exercise>; readonly world: World<Exercise> },
    ) => Promise<Broken | undefined>,
    others: (world: World<Exercise>, model: Model) => void = () => undefined,
  ) =>
  (world: World<Exercise>) => {
    const model = openReadModel(world, open);
    let wrong: Broken | undefined = { happened: "One of the questions was never answered." };
    world.process("query", async (me) => {
      wrong = await story(asker(world, model, me), model, { me, world });
    });
    others(world, model);
    return { atTheEnd: () => wrong };
  };

rule("answers-at-once", async ({ attack }) => {
  // One object, asked twice.
  for (const [orders, now, next] of [
    [[view(1)], found(view(1)), view(2)],
    [[], { outcome: "not-found" }, view(1)],
  ] as const)
    await attack(
      askingOften({ orders, checkpoint: 11 }, async (ask, model, { me }) => {
        const first = await ask();
        await model.project(me, next, 12);
        const second = await ask();
        return (
          expecting(now, "Asked without a position, the answer is what is in the read model.")(first) ??
          expecting(
            found(next),
            "Order-1 was asked for, the projection put in its next event, and it was asked for again: the answer is from before.",
          )(second)
        );
      }),
      LONG,
    );
  for (const checkpoint of [undefined, 1]) {
    const open = { orders: [view(1), view(2, "order-2")], ...(checkpoint === undefined ? {} : { checkpoint }) };
    const atOnce =
      (expected: unknown, what: string) =>
      (asked: Asked): Broken | undefined => {
        if (asked.after > 0)
          return { happened: `No position was given, and the answer came after ${String(asked.after)} ms.` };
        return expecting(expected, what)(asked);
      };
    await attack(
      asking(
        open,
        undefined,
        atOnce(
          found(view(1)),
          "The row of order-1 is in the read model. Asked without a position, that is the answer.",
        ),
      ),
      LONG,
    );
    await attack(
      asking(
        { ...open, orders: [view(2, "order-2")] },
        undefined,
        atOnce(
          { outcome: "not-found" },
          "The read model has no order-1. Asked without a position, that is the answer.",
        ),
      ),
      LONG,
    );
  }
});

rule("never-from-before", async ({ attack }) => {
  const old = ({ answer }: Asked): Broken | undefined => {
    if (answer.outcome === "found" && answer.order.version < 2)
      return {
        happened:
          "The payment of order-1 is at position 12. Asked for position 12, the answer was a row from before the payment.",
        expected: found(view(2)),
        received: answer,
      };
    return undefined;
  };
  // The row is there and old, and the projection is at work.
  for (const timeout of [0, 3 * POLL])
    await attack(
      asking({ orders: [view(1)], checkpoint: 11 }, { position: 12, timeout }, old, projecting(view(2), 12)),
      LONG,
    );
  // It stands still: the checkpoint is one short of the position.
  await attack(asking({ orders: [view(1)], checkpoint: 11 }, { position: 12, timeout: 3 * POLL }, old), LONG);
  // The order is new, and what happens next follows at once.
  const missing = ({ answer }: Asked): Broken | undefined =>
    answer.outcome === "not-found"
      ? {
          happened:
            "order-1 was placed at position 12. Asked for position 12, the answer was that there is no such order.",
          received: answer,
        }
      : undefined;
  await attack(
    asking({ checkpoint: 11 }, { position: 12, timeout: 3 * POLL }, missing, (world, model) => {
      world.process("projection", async (me) => {
        await model.project(me, view(1), 12);
        await model.project(me, view(2), 14);
      });
    }),
    LONG,
  );
  // Two people ask one object at once. What is old enough for the one is too old for the other.
  for (const positions of [
    [11, 12],
    [12, 11],
  ])
    await attack(
      askingOften(
        { orders: [view(1)], checkpoint: 11 },
        async (ask) => {
          const answers = await Promise.all(positions.map((position) => ask({ position, timeout: 3 * POLL })));
          const wrong = answers.map(old)[positions.indexOf(12)];
          return (
            wrong && {
              ...wrong,
              happened: `Two people asked for order-1 at once, one for position 11 and one for 12. ${wrong.happened}`,
            }
          );
        },
        projecting(view(2), 12, 2 * POLL),
      ),
      { until: 6 * POLL },
    );
});

rule("not-yet-is-not-not-found", async ({ attack }) => {
  for (const timeout of [0, 3 * POLL]) {
    const wait = { position: 12, timeout };
    const asked = `Asked for position 12, with a timeout of ${String(timeout)} ms`;
    await attack(
      asking(
        { checkpoint: 12 },
        wait,
        expecting(
          { outcome: "not-found" },
          `The projection is at position 12, and there is no order-1. ${asked}, that is certain.`,
        ),
      ),
      LONG,
    );
    await attack(
      asking(
        { orders: [view(2)], checkpoint: 13 },
        wait,
        expecting(
          found(view(2)),
          "The projection is past position 12, and there is a row of order-1. That is the answer.",
        ),
      ),
      LONG,
    );
    await attack(
      asking(
        { checkpoint: 11 },
        wait,
        expecting(
          { outcome: "not-yet" },
          `The projection is at position 11. ${asked}, nobody knows yet whether there is an order-1.`,
        ),
      ),
      LONG,
    );
    await attack(
      asking(
        { orders: [view(1)] },
        wait,
        expecting(
          { outcome: "not-yet" },
          `The projection has no checkpoint yet (another one has). ${asked}, nothing is known.`,
        ),
      ),
      LONG,
    );
  }
});

rule("as-soon-as-it-is-there", async ({ attack }) => {
  const timeout = 10 * POLL;
  for (const [after, latest] of [
    [0, POLL],
    [3 * POLL + 5, 4 * POLL + 5],
    [9 * POLL - 1, timeout],
  ] as const)
    await attack(
      asking(
        { orders: [view(1)], checkpoint: 11 },
        { position: 12, timeout },
        (asked) => {
          if (asked.answer.outcome === "found" && asked.after <= latest) return undefined;
          return {
            happened: `A look is due every ${String(POLL)} ms, for ${String(timeout)} ms. The projection had put the event in after ${String(after)} ms. The answer was "${asked.answer.outcome}", after ${String(asked.after)} ms.`,
            expected: `found, after ${String(latest)} ms at the latest`,
          };
        },
        projecting(view(2), 12, after),
      ),
      LONG,
    );
  await attack(
    asking({ orders: [view(2)], checkpoint: 12 }, { position: 12, timeout }, (asked) =>
      asked.after === 0
        ? undefined
        : { happened: `The event was in the read model already, and the answer came after ${String(asked.after)} ms.` },
    ),
    LONG,
  );
  await attack(
    asking({ checkpoint: 12 }, { position: 12, timeout }, (asked) =>
      asked.after === 0
        ? undefined
        : {
            happened: `The projection had reached the position already, and there is no order-1. To look on will not change that: the answer came after ${String(asked.after)} ms.`,
          },
    ),
    LONG,
  );
});

/** With half a poll, so that the last wait does not end where the timeout does. */
const ODD = 5 * POLL + POLL / 2;
const SHORT = 2 * POLL + POLL / 2;

rule("gives-up-in-time", async ({ attack }) => {
  for (const [timeout, slow] of [
    [5 * POLL, 0],
    [ODD, 0],
    [ODD, 2 * POLL],
  ] as const) {
    // Whoever looks when time is up may look at two tables.
    const latest = timeout + POLL + 2 * slow;
    await attack(
      asking({ orders: [view(1)], checkpoint: 11, slow }, { position: 12, timeout }, (asked) => {
        if (asked.answer.outcome === "not-yet" && asked.after >= timeout && asked.after <= latest) return undefined;
        const why = slow === 0 ? "" : `, and each statement takes ${String(slow)} ms`;
        return {
          happened: `The projection stands still, the timeout is ${String(timeout)} ms, a look is due every ${String(POLL)} ms${why}. The answer was "${asked.answer.outcome}", after ${String(asked.after)} ms.`,
          expected: `not-yet, after ${String(timeout)} to ${String(latest)} ms`,
        };
      }),
      LONG,
    );
  }
  // One object that was made long ago, asked by one person, or by two at once: each has a timeout of her own.
  for (const timeouts of [[ODD], [POLL, SHORT], [SHORT, POLL]])
    await attack(
      askingOften({ orders: [view(1)], checkpoint: 11 }, async (ask, _model, { me, world }) => {
        await world.clock.for(me).sleep(5 * POLL);
        const asked = await Promise.all(timeouts.map((timeout) => ask({ position: 12, timeout })));
        const late = timeouts.findIndex((timeout, at) => {
          const { answer, after } = asked[at] ?? { answer: undefined, after: 0 };
          return answer?.outcome !== "not-yet" || after < timeout || after > timeout + POLL;
        });
        if (late < 0) return undefined;
        const [timeout = 0, answer] = [timeouts[late], asked[late]];
        const what =
          timeouts.length === 1
            ? "The object that answers was made a while before the question."
            : `Two people asked it at once, with timeouts of ${timeouts.join(" and ")} ms.`;
        return {
          happened: `${what} The projection stands still. With a timeout of ${String(timeout)} ms, the answer was "${String(answer?.answer.outcome)}", after ${String(answer?.after)} ms.`,
          expected: `not-yet, after ${String(timeout)} to ${String(timeout + POLL)} ms`,
        };
      }),
      { until: 15 * POLL },
    );
});

rule("does-not-hammer", async ({ attack }) => {
  const scene = (world: World<Exercise>) => {
    const model = openReadModel(world, { orders: [view(1)], checkpoint: 11 });
    const most = Math.ceil(ODD / POLL) + 1;
    let asked: Asked | undefined;
    world.process("query", async (me) => {
      asked = await ask(world, model, me, { position: 12, timeout: ODD });
    });
    return {
      // After each step: whoever never pauses never comes to an end.
      always() {
        const { looks, statements } = model.used;
        // A look may be two statements, and one more for whoever reads the row without a need.
        if (looks.length <= most && statements <= 2 * most + 1) return undefined;
        return {
          happened: `The projection stands still. In ${String(world.clock.elapsed)} ms, with a look every ${String(POLL)} ms, the checkpoint was read ${String(looks.length)} times, and there were ${String(statements)} statements altogether.`,
          expected: `at most ${String(most)} looks of at most two statements in ${String(ODD)} ms`,
          received: `looks after ${looks.join(", ")} ms`,
        };
      },
      atTheEnd: () =>
        asked === undefined
          ? { happened: "The question was never answered, although its timeout has passed." }
          : undefined,
    };
  };
  await attack(scene, LONG);
  // A look that fails is one, too.
  await attack(scene, { ...LONG, faults: { timeouts: 1 } });
});

rule("leaves-nothing-running", async ({ attack }) => {
  for (const after of [undefined, 0, 2 * POLL + 1])
    await attack(
      asking(
        { orders: [view(1)], checkpoint: 11 },
        { position: 12, timeout: ODD },
        (asked, { used, openTransactions }) => {
          const answered = `The answer was "${asked.answer.outcome}", after ${String(asked.after)} ms.`;
          if (asked.timersLeft > 0)
            return {
              happened: `${answered} At that moment, timers that it had started were still running: ${String(asked.timersLeft)}.`,
            };
          const more = used.statements - asked.statements;
          if (more > 0)
            return {
              happened: `${answered} After that, the database was asked ${String(more)} more times, for nobody.`,
            };
          const open = openTransactions();
          if (open > 0)
            return {
              happened: `${answered} Transactions that it had begun and never ended: ${String(open)}. Each holds a connection that nobody else gets.`,
            };
          return undefined;
        },
        after === undefined ? undefined : projecting(view(2), 12, after),
      ),
      LONG,
    );
});

rule("a-failure-is-no-answer", async ({ attack }) => {
  const options = { ...LONG, faults: { timeouts: 1 } };
  const timeout = 3 * POLL;
  const tooSoon = ({ answer, after }: Asked): Broken | undefined =>
    answer.outcome !== "not-yet" || after >= timeout
      ? undefined
      : {
          happened: `A look failed, and the answer was "not-yet" after ${String(after)} ms. That says that ${String(timeout)} ms have passed and the projection is behind. Nobody knows that.`,
          received: answer,
        };
  await attack(
    asking({ orders: [view(2)], checkpoint: 12 }, { position: 12, timeout }, (asked) => {
      const { answer } = asked;
      if (answer.outcome !== "not-found") return tooSoon(asked);
      return {
        happened: "order-1 is in the read model. A look failed, and the answer was that there is no such order.",
        received: answer,
      };
    }),
    options,
  );
  await attack(
    asking({ checkpoint: 11 }, { position: 12, timeout }, (asked) => {
      const { answer } = asked;
      if (answer.outcome === "rejected" || answer.outcome === "not-yet") return tooSoon(asked);
      return {
        happened: "The projection is not there yet. A look failed, and the answer was one that only a look could give.",
        received: answer,
      };
    }),
    options,
  );
  await attack((world) => {
    const model = openReadModel(world, { orders: [view(1)] });
    let asked: Asked | undefined;
    world.process("query", async (me) => void (asked = await ask(world, model, me)));
    return {
      atTheEnd: () =>
        asked?.answer.outcome === "not-found" || asked?.answer.outcome === "not-yet"
          ? {
              happened:
                "order-1 is in the read model. The look failed, and the caller was told something that nobody had seen.",
              received: asked.answer,
            }
          : undefined,
    };
  }, options);
});

rule("leaves-the-write-model-alone", async ({ attack }) => {
  for (const waitFor of [undefined, { position: 12, timeout: 2 * POLL }])
    for (const orders of [[view(1)], []])
      await attack(
        asking({ orders, checkpoint: 11 }, waitFor, (_asked, { used }) =>
          used.storeCalls === 0
            ? undefined
            : {
                happened: `The query asked the event store. ${waitFor === undefined ? "Asked without a position, the answer is what the read model holds." : 'The read model was behind: the answer to that is to wait, or "not-yet".'}`,
              },
        ),
        LONG,
      );
});

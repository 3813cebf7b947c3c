import * as exercise from "#exercise/20-process-managers/1-order-process";
import { rulesFor, same } from "#spec";
import type { OrderProcessState } from "eventlings";
import fc from "fast-check";
import {
  asked,
  delivery,
  expectedAt,
  failureOf,
  MESSAGE_TYPES,
  openOffice,
  PATHS,
  says,
  stateAfter,
  statusOf,
  UNKNOWN,
  withoutNames,
} from "./processes.ts";

const rule = rulesFor("process-managers/order-process", exercise);

rule("moves-on", async ({ exercise: { orderProcess }, check, forAll, scenario, step }) => {
  const orders = fc.record({
    path: fc.constantFrom(...PATHS),
    orderId: fc.constantFrom("order-1", "order-2", "77"),
    amount: fc.integer({ min: 1, max: 100_000 }),
  });
  await forAll(
    orders,
    ({ path, orderId, amount }) => {
      scenario(`${orderId} costs ${String(amount)}`);
      let state = orderProcess.initialState();
      for (const type of ["OrderPlaced", ...path]) {
        const before = statusOf(state);
        const [commands, next] = expectedAt(before, type) ?? [[], before];
        step(`in the state "${before}", it hears ${type}`);
        const message = says(type, orderId, amount);
        const decided = orderProcess.decide(message, state);
        check.that(
          decided !== undefined,
          `The process was in the state "${before}" and heard ${type}. decide gave undefined: it ignored it.${commands.length === 0 ? " Here it goes on with nothing to ask for: that is an empty list." : ""}`,
        );
        check.equal(
          withoutNames(decided ?? []),
          commands.map((command) => asked(command, orderId, amount)),
          `The process was in the state "${before}" and heard ${type}. It asked for something else than it should.`,
        );
        state = orderProcess.evolve(state, message);
        const expected: OrderProcessState = { status: next as "paying", orderId, amount };
        check.equal(
          state,
          expected,
          `The process was in the state "${before}" and heard ${type}. evolve gave another state than it should.`,
        );
      }
    },
    { runs: 200 },
  );
});

rule("ignores-what-does-not-fit", async ({ exercise: { orderProcess }, check, forAll, scenario, step }) => {
  await forAll(
    fc.record({
      path: fc.constantFrom(...PATHS),
      heard: fc.array(fc.constantFrom(...MESSAGE_TYPES), { maxLength: 4 }),
    }),
    ({ path, heard }) => {
      scenario("an order that hears the right replies, and others in between");
      let state = orderProcess.initialState();
      const messages = ["OrderPlaced", ...path].flatMap((type, at) => [heard[at] ?? UNKNOWN, type]);
      for (const type of messages) {
        const status = statusOf(state);
        const fits = expectedAt(status, type) !== undefined;
        step(`in the state "${status}", it hears ${type}`);
        const before = state;
        const decided = orderProcess.decide(says(type), state);
        state = orderProcess.evolve(state, says(type));
        if (fits) continue;
        check.equal(
          decided,
          undefined,
          `The process was in the state "${status}" and heard ${type}, which says nothing to it there. decide should give undefined: the message is ignored.`,
        );
        check.equal(
          state,
          before,
          `The process was in the state "${status}" and heard ${type}, which says nothing to it there. evolve changed the state.`,
        );
      }
    },
    { runs: 1000 },
  );
});

rule("commands-have-names", async ({ exercise: first, fresh, check, step }) => {
  const later = await fresh();
  const known = new Map<string, string>();
  step("order-1, order-2 and 11 take every way, first here and then in a process that was started anew");
  for (const path of PATHS)
    for (const orderId of ["order-1", "order-2", "11", "1"]) {
      const types = ["OrderPlaced", ...path];
      for (const [at, type] of types.entries()) {
        const state = stateAfter(first, types.slice(0, at), orderId);
        const decide = (module: typeof first): readonly string[] =>
          (module.orderProcess.decide(says(type, orderId), state) ?? [])
            .toSorted((left, right) => (left.type < right.type ? -1 : 1))
            .map(({ id }) => id);
        const ids = decide(first);
        check.equal(decide(first), ids, `The same message, in the same state, was decided twice. The ids differ.`);
        check.equal(
          decide(later),
          ids,
          "The process died and decided once more. It calls the same commands something else, so the services do them again.",
        );
        const commands = first.orderProcess.decide(says(type, orderId), state) ?? [];
        for (const command of commands) {
          const what = `${command.type} of ${orderId}`;
          const other = known.get(command.id) ?? what;
          check.that(
            other === what,
            `${other} and ${what} have the same id: whoever gets the second one takes it for a repeat, and does nothing.`,
            { received: command.id },
          );
          known.set(command.id, what);
        }
      }
    }
});

rule("decides-purely", ({ exercise: { orderProcess }, check, step }) => {
  for (const path of PATHS) {
    let state = orderProcess.initialState();
    for (const type of ["OrderPlaced", ...path, UNKNOWN]) {
      step(`in the state "${statusOf(state)}", it hears ${type}`);
      const message = says(type);
      const before = structuredClone({ state, message });
      const decided = structuredClone(orderProcess.decide(message, state));
      const next = orderProcess.evolve(state, message);
      check.equal({ state, message }, before, "decide or evolve changed what it was given.");
      // Another order comes in between: what is known of an order is in its state, and nowhere else.
      const other = says("OrderPlaced", "order-2", 7);
      orderProcess.decide(other, orderProcess.initialState());
      orderProcess.evolve(orderProcess.initialState(), other);
      check.equal(
        structuredClone(orderProcess.decide(message, state)),
        decided,
        "order-2 was placed in between. Then decide was asked the same about order-1 again, and gave another answer.",
      );
      check.equal(
        orderProcess.evolve(state, message),
        next,
        "order-2 was placed in between. Then evolve was asked the same about order-1 again, and gave another answer.",
      );
      state = structuredClone(next);
    }
  }
});

rule("state-and-commands-together", async ({ attack, exercise: module }) => {
  for (const [path, faults, story] of [
    [PATHS[0], { crashes: 1 }, "The process died and was started again."],
    [PATHS[1], { crashes: 1 }, "The process died and was started again."],
    [PATHS[1], { timeouts: 1 }, "The connection to the database broke, and the message came again."],
  ] as const)
    await attack(
      (world) => {
        const office = openOffice(world);
        const types = ["OrderPlaced", ...path];
        office.copy(
          "runner",
          types.map((type, at) => delivery(`m${String(at + 1)}`, type)),
        );
        return {
          atTheEnd() {
            const broken = office.standsAfter(types, story);
            if (broken !== undefined) return broken;
            const at = types.findIndex((_, index) => office.outcome(`m${String(index + 1)}`) !== "handled");
            if (at === -1) return undefined;
            return {
              happened: `${story} ${types[at] ?? ""} was dealt with, and the inbox does not say so.`,
              expected: "handled",
              received: office.outcome(`m${String(at + 1)}`),
            };
          },
        };
      },
      { faults },
    );
  await attack(
    (world) => {
      const office = openOffice(world);
      office.copy("runner", [delivery("m1", "OrderPlaced")]);
      return {
        atTheEnd: () => office.standsAfter(["OrderPlaced"], "The process died twice, and was started again."),
      };
    },
    { faults: { crashes: 2 } },
  );
  await attack((world) => {
    const office = openOffice(world);
    office.copy("runner", [
      delivery("m1", "OrderPlaced"),
      delivery("m2", "OrderPlaced", "order-2"),
      delivery("m3", "StockReserved", "order-2"),
      delivery("m4", "StockReserved"),
      delivery("m5", "PaymentTaken"),
    ]);
    const story = "Two orders were on their way: the stock of both was reserved, and order-1 was paid.";
    const two = ["OrderPlaced", "StockReserved"];
    return {
      atTheEnd: () =>
        office.standsAfter([...two, "PaymentTaken"], `${story} This is about order-1.`) ??
        office.standsAfter(two, `${story} This is about order-2.`, "order-2"),
    };
  });
  await attack((world) => {
    const office = openOffice(world);
    let outbox: unknown;
    world.process("runner", async (me) => {
      const handle = office.runner(me);
      for (const [at, type] of ["OrderPlaced", "StockReserved"].entries())
        await handle(delivery(`m${String(at)}`, type));
      outbox = office.commands();
    });
    return {
      atTheEnd() {
        const expected = ["OrderPlaced", "StockReserved"].flatMap((type, at, types) => [
          ...(module.orderProcess.decide(says(type), stateAfter(module, types.slice(0, at))) ?? []),
        ]);
        return same(outbox, expected)
          ? undefined
          : {
              happened: "The commands in the outbox are not those that orderProcess.decide gave, with their ids.",
              expected,
              received: outbox,
            };
      },
    };
  });
});

rule("duplicates-are-nothing", async ({ attack, exercise: module }) => {
  const types = ["OrderPlaced", "StockReserved", "PaymentTaken"];
  await attack((world) => {
    const office = openOffice(world);
    office.copy(
      "runner",
      types.flatMap((type, at) => [
        delivery(`m${String(at + 1)}`, type),
        delivery(`m${String(at + 1)}`, type),
        delivery(`m${String(at + 1)}-again`, type),
      ]),
    );
    return {
      atTheEnd() {
        const story = "Each message came twice, and the services replied a second time in messages of their own.";
        const broken = office.standsAfter(types, story);
        if (broken !== undefined) return broken;
        const outcomes = ["m2", "m2-again"].map(office.outcome);
        if (same(outcomes, ["handled", "ignored"])) return undefined;
        return {
          happened:
            "StockReserved came as m2, and later once more as m2-again. The inbox should say that the first was handled and the second ignored.",
          expected: ["handled", "ignored"],
          received: outcomes,
        };
      },
    };
  });
  for (const [first, second, before] of [
    ["m1", "m1", []],
    ["m1", "m1", ["OrderPlaced"]],
    ["m1", "m1-again", ["OrderPlaced"]],
  ] as const)
    await attack(
      (world) => {
        const office = openOffice(world);
        const type = types[before.length] ?? "";
        office.fill(module, before);
        office.copy("runner 1", [delivery(first, type)]);
        office.copy("runner 2", [delivery(second, type)]);
        return {
          atTheEnd: () =>
            office.standsAfter(
              [...before, type],
              first === second
                ? `${type} was in two hands at the same moment.`
                : `Two messages that say ${type} were handled at the same moment.`,
            ),
        };
      },
      // Where there is no row yet, there is nothing to lock, and there are many more schedules.
      before.length === 0 ? {} : { faults: { crashes: 1 } },
    );
  // The first message again, when there may be a row by now: who has looked before must not put back what it saw.
  await attack((world) => {
    const office = openOffice(world);
    office.copy("runner 1", [delivery("m1", "OrderPlaced"), delivery("m2", "StockReserved")]);
    office.copy("runner 2", [delivery("m1-again", "OrderPlaced")]);
    return {
      atTheEnd: () =>
        office.standsAfter(
          ["OrderPlaced", "StockReserved"],
          "OrderPlaced came to one runner, and then StockReserved. OrderPlaced came to another one as well, at some moment.",
        ),
    };
  });
});

rule("one-reply-decides", async ({ attack, exercise: module }) => {
  for (const [before, one, other] of [
    [["OrderPlaced", "StockReserved"], "PaymentTaken", "PaymentDeclined"],
    [["OrderPlaced"], "StockReserved", "StockRejected"],
  ] as const)
    await attack(
      (world) => {
        const office = openOffice(world);
        office.fill(module, before);
        office.copy("runner 1", [delivery("m7", one)]);
        office.copy("runner 2", [delivery("m8", other)]);
        return {
          atTheEnd() {
            const won = [one, other].find((type) => office.standsAfter([...before, type], "") === undefined);
            if (won === undefined)
              return (
                office.stuck ?? {
                  happened: `${one} and ${other} were handled at the same moment. One should decide what becomes of the order, and the other be ignored.`,
                  received: {
                    state: office.state(),
                    commands: office.commands().map(({ type }) => type),
                  },
                }
              );
            const outcomes = { [one]: office.outcome("m7"), [other]: office.outcome("m8") };
            const expected = { [one]: "ignored", [other]: "ignored", [won]: "handled" };
            if (same(outcomes, expected)) return undefined;
            return {
              happened: `${one} and ${other} were handled at the same moment, and ${won} has decided. The inbox says something else.`,
              expected,
              received: outcomes,
            };
          },
        };
      },
      { faults: { crashes: 1 } },
    );
});

rule("ignored-is-recorded", async ({ attack, exercise: module }) => {
  for (const [before, type, then] of [
    [[], "PaymentTaken", "OrderPlaced"],
    [["OrderPlaced"], UNKNOWN, "StockReserved"],
    [["OrderPlaced"], "ShipmentBooked", "StockReserved"],
    [["OrderPlaced", "StockRejected"], "StockReserved", undefined],
  ] as const)
    await attack(
      (world) => {
        const office = openOffice(world);
        office.fill(module, before);
        world.process("runner", async (me) => {
          const handle = office.runner(me);
          for (const [id, each] of [
            ["m8", type],
            ["m9", then],
          ] as const)
            if (each !== undefined) {
              const failure = await failureOf(handle, delivery(id, each));
              if (failure !== undefined) throw failure.thrown;
            }
        });
        return {
          atTheEnd() {
            const status = statusOf(office.state());
            const story = `${type} came, which said nothing to the process.`;
            const broken = office.standsAfter([...before, ...(then === undefined ? [] : [then])], story);
            if (broken !== undefined) return broken;
            if (office.outcome("m8") === "ignored") return undefined;
            return {
              happened: `${story} It was ignored, and the inbox does not say "ignored". (The process is in the state "${status}" now.)`,
              expected: { messageId: "m8", outcome: "ignored" },
              received: office.database.rows("inbox"),
            };
          },
        };
      },
      { faults: { crashes: 1 } },
    );
});

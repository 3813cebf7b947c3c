import type { Scene } from "#spec";
import { ConcurrencyError, type NewEvent } from "eventlings";
import type * as exercise from "#exercise/06-repository/1-order-repository";
import { Findings } from "./findings.ts";
import { orderEvents } from "./orders.ts";
import { connect, persistently } from "./repositories.ts";

type Module = typeof exercise;

const typesOf = (events: readonly NewEvent[]): readonly string[] => events.map(({ type }) => type);
const isConflict = (error: unknown): boolean => error instanceof ConcurrencyError;

/** A shop that records a payment, and repeats what it asks for as long as its connection breaks. */
export const paysOverABadLine: Scene<Module> = (world) => {
  const store = world.eventStore("event store").fill("order-7", orderEvents("7"));
  world.process("shop", async (me) => {
    const { repository } = connect(me, world, store.for(me));
    const order = await persistently(() => repository.load("7"));
    order?.recordPayment({ amount: 500, at: "" });
    if (order !== null) await persistently(() => repository.save(order));
  });
  return {
    atTheEnd() {
      const received = typesOf(store.stream("order-7").events);
      const expected = ["OrderPlaced", "PaymentReceived"];
      if (received.join() === expected.join()) return undefined;
      return {
        happened:
          "The shop recorded a payment and saved the order, again after every lost answer, until save resolved. In the end the payment should be there once.",
        expected,
        received,
      };
    },
  };
};

/** A shop that cancels a paid order: two events. */
export const cancels: Scene<Module> = (world) => {
  const store = world.eventStore("event store").fill("order-7", orderEvents("7", 1));
  world.process("shop", async (me) => {
    const { repository } = connect(me, world, store.for(me));
    const order = await repository.load("7");
    if (order?.state.status !== "paid") return;
    order.cancel({ reason: "changed her mind", at: "" });
    await repository.save(order);
  });
  return {
    atTheEnd() {
      const received = typesOf(store.stream("order-7").events).slice(2);
      const expected = ["OrderCancelled", "PaymentRefunded"];
      if (received.join() === expected.join()) return undefined;
      return {
        happened:
          "A paid order was cancelled: two events, one decision. The process may have died on the way; started again, it cancels the order unless that was done. Half of the decision is stored.",
        expected,
        received,
      };
    },
  };
};

/** Two clerks who record a payment on the same order. */
export const twoClerks: Scene<Module> = (world) => {
  const store = world.eventStore("event store").fill("order-7", orderEvents("7", 1));
  const findings = new Findings();
  let saves = 0;
  for (const name of ["clerk 1", "clerk 2"])
    world.process(name, async (me) => {
      const { repository } = connect(me, world, store.for(me));
      const order = await repository.load("7");
      order?.recordPayment({ amount: 500, at: "" });
      try {
        if (order !== null) await repository.save(order);
        saves += 1;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    });
  return {
    atTheEnd() {
      const { events } = store.stream("order-7");
      const added = events.slice(2);
      const stale = added.find(({ metadata, streamPosition }) => metadata?.["decidedOn"] !== streamPosition - 1);
      if (stale !== undefined)
        findings.note(
          `A payment was recorded by a clerk who had seen the order at version ${String(stale.metadata?.["decidedOn"])}. It is at position ${String(stale.streamPosition)}, behind a payment that this clerk knows nothing of.`,
          { received: added.map(({ id }) => id) },
        );
      if (added.length !== saves)
        findings.note(
          "Two clerks recorded a payment on the same order. As many payments should be there as there were saves that resolved.",
          { expected: saves, received: added.length },
        );
      if (saves === 0)
        findings.note("Two clerks saved the same order, and both were refused. The first one has not lost to anybody.");
      return findings.first;
    },
  };
};

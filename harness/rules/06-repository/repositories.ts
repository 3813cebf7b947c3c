import { isNotImplemented, storeAtHand, testIds, type Check, type Me, type StoreAtHand, type World } from "#spec";
import {
  CommandRefused,
  ConcurrencyError,
  type AppendResult,
  type EventStoreClient,
  type OrderAggregate,
  type OrderRepository,
} from "eventlings";
import fc from "fast-check";
import type * as exercise from "#exercise/06-repository/1-order-repository";
import { TestOrder } from "./orders.ts";

type Module = typeof exercise;

/** A repository over a store at hand, the errors with which its appends were answered, and what makes new orders. */
export function prepare(module: Module, store = storeAtHand(), ids = testIds()) {
  const errors: unknown[] = [];
  const port: EventStoreClient = {
    ...store,
    append: async (...sent) => {
      try {
        return await store.append(...sent);
      } catch (error) {
        errors.push(error);
        throw error;
      }
    },
  };
  const repository = module.createOrderRepository({ store: port, load: (history) => new TestOrder(ids, history) });
  return { store, repository, errors, newOrder: () => new TestOrder(ids) };
}

/** An order with an event to store, of whose state nobody can tell which order it is. It notes what it is told. */
export function nobodysOrder(newOrder: () => TestOrder): { readonly order: OrderAggregate; readonly told: number[] } {
  const placed = newOrder();
  placed.place({ orderId: "7" });
  const told: number[] = [];
  const order: OrderAggregate = Object.assign(newOrder(), {
    uncommittedEvents: () => placed.uncommittedEvents().map((event) => ({ ...event, type: "PaymentReceived" })),
    markCommitted: (version: number) => void told.push(version),
  }) as OrderAggregate;
  return { order, told };
}

/** Loads an order that is there. With the store, a failure says which streams were read for it. */
export async function loaded(
  repository: OrderRepository,
  check: Check,
  orderId: string,
  store?: StoreAtHand,
): Promise<OrderAggregate> {
  const order = await check.succeeds(() => repository.load(orderId), `load("${orderId}") rejected.`);
  if (order !== null) return order;
  const read = store?.calls.flatMap(({ call, streamId }) => (call === "read" ? [streamId] : [])).at(-1);
  const where = read === undefined ? "" : ` It looked into the stream "${read}".`;
  return check.fail(`Order ${orderId} is in the store, and load("${orderId}") gave null.${where}`);
}

/** Saves an order to which nobody else has written. */
export async function saved(
  repository: OrderRepository,
  check: Check,
  order: OrderAggregate,
): Promise<AppendResult | undefined> {
  try {
    return await repository.save(order);
  } catch (error) {
    if (isNotImplemented(error)) throw error;
    if (!(error instanceof ConcurrencyError))
      return check.fail("Nobody else had written, and the save rejected.", { received: error });
    return check.fail(
      "Nobody else had written, and the save was refused: the append expected another version than the one that the order was loaded from.",
      { expected: error.details.actual, received: error.details.expected },
    );
  }
}

export type Step =
  | { readonly do: "pay"; readonly amount: number }
  | { readonly do: "ship" | "cancel" | "save" | "load"; readonly amount?: number };

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pay" as const), amount: fc.integer({ min: 1, max: 900 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("save" as const, "load" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("ship" as const, "cancel" as const) }) },
);

/** Does what a step says to the order, unless the order refuses. */
export function command(order: OrderAggregate, step: Step): void {
  try {
    if (step.do === "pay") order.recordPayment({ amount: step.amount, at: "" });
    if (step.do === "ship") order.ship({ trackingNumber: "T-1", at: "" });
    if (step.do === "cancel") order.cancel({ reason: "changed her mind", at: "" });
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
  }
}

/** Somebody else writes to order 7. */
export function rival(store: StoreAtHand): void {
  const { currentVersion } = store.stream("order-7");
  const id = `rival-${String(currentVersion + 1)}`;
  store.fill("order-7", [{ id, type: "PaymentReceived", data: { amount: 1, paidAt: "" } }]);
}

/** A repository of one life of a process, over the world's store. */
export function connect(me: Me<Module>, world: World<Module>, store: EventStoreClient) {
  const ids = world.ids.for(me);
  return {
    repository: me.exercise.createOrderRepository({ store, load: (history) => new TestOrder(ids, history) }),
    newOrder: () => new TestOrder(ids),
  };
}

/** Tries as long as the connection is lost, which the world does at most twice. */
export async function persistently<T>(action: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await action();
    } catch (error) {
      if (tries > 2 || !(error instanceof Error) || Reflect.get(error, "code") !== "ECONNRESET") throw error;
    }
}

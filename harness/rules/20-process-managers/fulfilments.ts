import type { Broken, Me, World } from "#spec";
import { same } from "#spec";
import {
  CommandRefused,
  RemoteError,
  type Fulfilment,
  type FulfilmentRequest,
  type LockableOrderRow,
} from "eventlings";
import type * as exercise from "#exercise/20-process-managers/4-pivot";

export type Exercise = typeof exercise;

type Ask = FulfilmentRequest["ask"];

interface Options {
  /** What a service says no to. */
  readonly refuses?: Ask;
  /** Calls that fail before they reach the service, counted for each kind from 1: how they fail. */
  readonly fails?: (ask: Ask, attempt: number) => "TIMEOUT" | "REFUSED" | Error | undefined;
  readonly order?: Partial<LockableOrderRow>;
  /** Calls of fulfil that a worker makes at most. */
  readonly calls?: number;
  /** Is order-2 to be fulfilled as well? */
  readonly isOtherToo?: boolean;
}

/** What came of a call. */
export type Told = "shipped" | "cancelled" | "refused" | "failed";

/** One order, and the services that deal with its money and its parcel. */
export function openShop(world: World<Exercise>, options: Options = {}) {
  const { refuses, fails = () => undefined, order = {}, calls = 6, isOtherToo = false } = options;
  const database = world.database<{ readonly orders: LockableOrderRow }>("database", {
    tables: { orders: { key: "orderId" } },
  });
  // order-1 is not the first row: who looks at any row looks at another order.
  database.fill("orders", [
    { orderId: "order-2", status: "placed", lockedBy: null },
    { orderId: "order-1", status: "placed", lockedBy: null, ...order },
  ]);

  const done: Record<Ask, number> = { authorise: 0, void: 0, ship: 0, capture: 0 };
  /** What had an effect, in order. */
  const history: Ask[] = [];
  const historyOfOther: Ask[] = [];
  let broken: Broken | undefined;
  const wrong = (happened: string): void => void (broken ??= { happened, received: [...history] });

  const row = (orderId = "order-1") => database.rows("orders").find((each) => each.orderId === orderId);

  const services = world.service<FulfilmentRequest, "ok">("services", {
    handle({ ask, reference }) {
      if (reference === "order-2" && isOtherToo) {
        historyOfOther.push(ask);
        return "ok";
      }
      if (reference !== "order-1") wrong(`${ask} was asked for ${reference}. The order is order-1.`);
      if (ask === refuses) throw new RemoteError("REFUSED", `${ask} is refused.`);
      if (ask === "void" && done.authorise === done.void) return "ok";
      done[ask] += 1;
      history.push(ask);
      if (ask !== "void" && done[ask] > 1)
        wrong(`${DONE[ask]} twice: the second request did not carry the key of the first one.`);
      if (row()?.lockedBy === null)
        wrong(`The services were asked to ${ask} while the order was not locked: others take it for free.`);
      if (ask === "void" && done.ship > 0) wrong("The parcel is on its way, and the authorisation was voided.");
      if (ask === "ship" && done.authorise === 0) wrong("The parcel was shipped before the amount was authorised.");
      if (ask === "capture" && done.ship === 0) wrong("The amount was captured before the parcel was shipped.");
      return "ok";
    },
  });

  const attempts = new Map<Ask, number>();
  let asked = 0;

  const fulfilment = (me: Me<Exercise>): Fulfilment => {
    const port = services.for(me);
    return me.exercise.createFulfilment({
      database: database.for(me),
      services: {
        call(request, settings) {
          asked += 1;
          const attempt = (attempts.get(request.ask) ?? 0) + 1;
          attempts.set(request.ask, attempt);
          const failure = fails(request.ask, attempt);
          return failure === undefined
            ? port.call(request, settings)
            : Promise.reject(
                typeof failure === "string" ? new RemoteError(failure, `${request.ask} failed.`) : failure,
              );
        },
      },
    });
  };

  const shop = {
    database,
    history,
    row,
    get asked(): number {
      return asked;
    },
    fulfilment,
    /** A worker that calls fulfil until it resolves or refuses. */
    worker(name: string, told: Told[] = []): void {
      let left = calls;
      world.process(name, async (me) => {
        const learners = fulfilment(me);
        for (; left > 0; left -= 1) {
          const end = await toldBy(() => learners.fulfil("order-1"), "ORDER_PENDING");
          told.push(end);
          if (end !== "failed") return;
          await world.clock.for(me).sleep(1_000);
        }
      });
    },
    /** A customer who cancels, and asks again where there was no answer. */
    customer(name: string, told: Told[]): void {
      world.process(
        name,
        async (me) => {
          const learners = fulfilment(me);
          for (let left = 4; left > 0; left -= 1) {
            const end = await toldBy(() => learners.cancel("order-1").then(() => "cancelled" as const), "any");
            told.push(end);
            if (end !== "failed") return;
          }
        },
        { restarts: false },
      );
    },
    /** Has the order ended like this, with the money and the parcel where they belong, and is it free? */
    endedAs(status: "shipped" | "cancelled", story: string, lockedBy: string | null = null): Broken | undefined {
      if (broken !== undefined) return { ...broken, happened: `${story} ${broken.happened}` };
      const order = row();
      const settled =
        status === "shipped"
          ? done.ship === 1 && done.capture === 1 && done.void === 0
          : done.ship === 0 && done.capture === 0 && done.authorise === done.void;
      if (!settled) return { happened: `${story} ${sayMoney(done)}`, received: [...history] };
      if (order?.status === status && order.lockedBy === lockedBy)
        return isOtherToo || same(row("order-2"), { orderId: "order-2", status: "placed", lockedBy: null })
          ? undefined
          : { happened: `${story} order-2 was changed too.`, received: row("order-2") };
      return {
        happened: `${story} ${
          order?.status === status
            ? lockedBy === null
              ? "It has ended, and it is still locked: nobody can do anything with it any more."
              : `Meanwhile ${lockedBy} had taken its lock, and has lost it.`
            : `It should be ${status}.`
        }`,
        expected: { status, lockedBy },
        received: { status: order?.status, lockedBy: order?.lockedBy },
      };
    },
    /** Has order-2 gone the whole way too? */
    isOtherShipped(story: string): Broken | undefined {
      const expected = { steps: ["authorise", "ship", "capture"], status: "shipped", lockedBy: null };
      const { status, lockedBy } = row("order-2") ?? {};
      const received = { steps: historyOfOther, status, lockedBy };
      if (same(received, expected)) return undefined;
      return { happened: `${story} order-2 should be authorised, shipped and captured as well.`, expected, received };
    },
    /** Nothing was asked and nothing was changed. */
    isUntouched(story: string): Broken | undefined {
      const expected = { orderId: "order-1", status: "placed", lockedBy: null, ...order };
      if (asked === 0 && same(row(), expected)) return undefined;
      return asked > 0
        ? { happened: `${story} The services were asked all the same.`, received: [...history] }
        : { happened: `${story} The order was changed all the same.`, expected, received: row() };
    },
    get broken(): Broken | undefined {
      return broken;
    },
  };
  return shop;
}

/** What a call gave, where it may refuse with this code. What a stub throws goes on to the judge. */
export async function toldBy(call: () => Promise<"shipped" | "cancelled">, code: string): Promise<Told> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
    if (!(error instanceof CommandRefused)) return "failed";
    return code === "any" || error.code === code ? "refused" : "failed";
  }
}

const DONE: Readonly<Record<Ask, string>> = {
  authorise: "The amount was authorised",
  void: "The authorisation was voided",
  ship: "The parcel was shipped",
  capture: "The amount was captured",
};

function sayMoney(done: Readonly<Record<Ask, number>>): string {
  if (done.ship > 0 && done.capture === 0) return "The parcel is on its way, and the amount was never captured.";
  if (done.ship > 0) return "The order should have been cancelled, and the parcel is on its way.";
  if (done.authorise > done.void)
    return "Nothing was shipped, and the amount is still set aside on the customer's card.";
  return "The order should have been shipped, and it was not.";
}

import type { Broken, Me, World } from "#spec";
import { same } from "#spec";
import type { DeadlineMessage, DeadlineRow, DeadlineTables, PaymentDeadlines } from "eventlings";
import type * as exercise from "#exercise/20-process-managers/2-timeouts";

export type Exercise = typeof exercise;

/** No whole seconds: a deadline that is rounded is another one. */
export const PAY_WITHIN = 10_010;
export const AMOUNT = 1999;

/** A message, and when it is delivered: milliseconds after the beginning. */
export type Mail = readonly [
  at: number,
  type: DeadlineMessage["type"] | "GiftWrapChosen",
  messageId: string,
  orderId?: string,
];

/** Calls of one thing that may fail before they are given up. More than all the faults of a scene. */
const TRIES = 8;

/** The database of the payments, and who works on it. */
export function openCashier(world: World<Exercise>) {
  const database = world.database<DeadlineTables>("database", {
    tables: { payments: { key: "orderId" }, timers: { key: "orderId" }, outbox: {} },
  });
  let stuck: Broken | undefined;

  const serve = (me: Me<Exercise>): PaymentDeadlines =>
    me.exercise.createPaymentDeadlines({
      database: database.for(me),
      clock: world.clock.for(me),
      payWithin: PAY_WITHIN,
    });

  const deliver = (deadlines: PaymentDeadlines, [, type, messageId, orderId = "order-1"]: Mail): Promise<void> => {
    const data = type === "PaymentDue" ? { orderId, amount: AMOUNT } : { orderId };
    return deadlines.handle({ messageId, body: { type, data } as DeadlineMessage });
  };

  /** Does one thing after the other at its time, each again until it has worked. After a crash, it goes on. */
  const inTurn = <T>(
    name: string,
    things: readonly T[],
    timeOf: (thing: T) => number,
    act: (deadlines: PaymentDeadlines, thing: T) => Promise<void>,
  ): void => {
    const left = [...things];
    let tries = 0;
    world.process(name, async (me) => {
      const deadlines = serve(me);
      for (let thing = left[0]; thing !== undefined; thing = left[0]) {
        const wait = timeOf(thing) - world.clock.elapsed;
        if (wait > 0) await world.clock.for(me).sleep(wait);
        try {
          await act(deadlines, thing);
        } catch (error) {
          if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
          tries += 1;
          if (tries < TRIES) continue;
          stuck ??= {
            happened: `${name} rejected ${String(TRIES)} times in a row, although nothing went wrong any more.`,
            received: error,
          };
        }
        tries = 0;
        left.shift();
      }
    });
  };

  const cashier = {
    database,
    /** A consumer that gets these messages. */
    consumer(name: string, mail: readonly Mail[]): void {
      inTurn(name, mail, ([at]) => at, deliver);
    },
    /** A process that polls once, and then gets this message. */
    pollerAndConsumer(name: string, mail: Mail): void {
      inTurn<"poll" | Mail>(
        name,
        ["poll", mail],
        () => mail[0],
        (deadlines, thing) => (thing === "poll" ? deadlines.fireDueTimers() : deliver(deadlines, thing)),
      );
    },
    /** A poller that fires what is due at these times. */
    poller(name: string, times: readonly number[]): void {
      inTurn(
        name,
        times,
        (at) => at,
        (deadlines) => deadlines.fireDueTimers(),
      );
    },
    /** The payments of these orders were asked for long ago, nobody has paid, and their timers are due soon. */
    asked(orders: readonly string[]): void {
      const dueAt = new Date(world.clock.now().getTime() + PAY_WITHIN);
      database.fill(
        "payments",
        orders.map((orderId) => ({ orderId, amount: AMOUNT, status: "waiting" as const })),
      );
      database.fill(
        "timers",
        orders.map((orderId) => ({ orderId, dueAt })),
      );
      database.fill(
        "outbox",
        orders.map((orderId) => ({
          id: `asked-long-ago/${orderId}`,
          type: "TakePayment" as const,
          data: { orderId, amount: AMOUNT },
        })),
      );
    },
    /** The orders whose payment is waited for. */
    waiting: (): readonly string[] =>
      database.rows("payments").flatMap(({ orderId, status }) => (status === "waiting" ? [orderId] : [])),
    status: (orderId = "order-1"): DeadlineRow["status"] | undefined =>
      database.rows("payments").find((row) => row.orderId === orderId)?.status,
    /** The commands of an order, in the order of their types. */
    commands: (orderId = "order-1"): readonly object[] =>
      database
        .rows("outbox")
        .filter(({ data }) => data.orderId === orderId)
        .map(({ type, data }) => ({ type, data }))
        .toSorted((left, right) => (left.type < right.type ? -1 : 1)),
    /** Does the payment stand like this, with these commands, and is its timer there just where it waits? */
    stands(status: DeadlineRow["status"], story: string, orderId = "order-1"): Broken | undefined {
      return cashier.hasAsked(status, story, orderId) ?? cashier.waitsAs(status, story, orderId);
    },
    /** Does it stand like this, with these commands? */
    hasAsked(status: DeadlineRow["status"], story: string, orderId = "order-1"): Broken | undefined {
      if (stuck !== undefined) return { ...stuck, happened: `${story} ${stuck.happened}` };
      const expected = { status, commands: COMMANDS[status].map((type) => command(type, orderId)) };
      const received = { status: cashier.status(orderId), commands: cashier.commands(orderId) };
      if (!same(received, expected))
        return { happened: `${story} ${sayStatus(status, received.status)}`, expected, received };
      return undefined;
    },
    /** Is its timer there just where it waits? */
    waitsAs(status: DeadlineRow["status"], story: string, orderId = "order-1"): Broken | undefined {
      const timers = database.rows("timers").filter((row) => row.orderId === orderId);
      if ((status === "waiting") === timers.length > 0) return undefined;
      return {
        happened:
          status === "waiting"
            ? `${story} It is waited for, and no timer is set in the table: nobody will ever give it up.`
            : `${story} Nothing is waited for any more, and its timer is still in the table.`,
        received: timers,
      };
    },
    /** As `stands`, for whichever of these it is. */
    standsAsOneOf(statuses: readonly DeadlineRow["status"][], story: string): Broken | undefined {
      const is = statuses.find((status) => status === cashier.status());
      if (is !== undefined) return cashier.stands(is, story);
      return (
        stuck ?? {
          happened: `${story} It should be ${statuses.join(" or ")} in the end, and is ${cashier.status() ?? "not there at all"}.`,
          expected: statuses,
          received: { status: cashier.status(), commands: cashier.commands() },
        }
      );
    },
  };
  return cashier;
}

const COMMANDS = {
  waiting: ["TakePayment"],
  paid: ["BookShipment", "TakePayment"],
  "given-up": ["ReleaseStock", "TakePayment"],
  refunding: ["RefundPayment", "ReleaseStock", "TakePayment"],
} as const satisfies Record<DeadlineRow["status"], readonly string[]>;

const command = (type: string, orderId: string): object =>
  type === "TakePayment" || type === "RefundPayment"
    ? { type, data: { orderId, amount: AMOUNT } }
    : { type, data: { orderId } };

const sayStatus = (expected: string, received: string | undefined): string =>
  received === expected
    ? "The payment stands as it should, and the commands in the outbox are not those that belong to it."
    : `The payment should be ${expected}, and is ${received ?? "not there at all"}.`;

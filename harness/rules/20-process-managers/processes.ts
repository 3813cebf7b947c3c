import type { Broken, Me, World } from "#spec";
import { same } from "#spec";
import type {
  OrderProcessCommand,
  OrderProcessMessage,
  OrderProcessState,
  ProcessMessageHandler,
  ProcessTables,
  QueueMessage,
} from "eventlings";
import type * as exercise from "#exercise/20-process-managers/1-order-process";

export type Exercise = typeof exercise;

export const AMOUNT = 1999;

/** A message about an order, `order-1` unless told. */
export const says = (type: string, orderId = "order-1", amount = AMOUNT): OrderProcessMessage =>
  ({ type, data: type === "OrderPlaced" ? { orderId, amount } : { orderId } }) as OrderProcessMessage;

/** Written by a newer version of some service: no type of ours names it. */
export const UNKNOWN = "GiftWrapChosen";

export const MESSAGE_TYPES = [
  "OrderPlaced",
  "StockReserved",
  "StockRejected",
  "PaymentTaken",
  "PaymentDeclined",
  "ShipmentBooked",
  "ShipmentRefused",
  UNKNOWN,
] as const;

/** What the stub says: status and message, then the commands and the next status. */
const TABLE: Readonly<Record<string, readonly [commands: readonly string[], next: string]>> = {
  "not-started OrderPlaced": [["ReserveStock"], "reserving"],
  "reserving StockReserved": [["TakePayment"], "paying"],
  "reserving StockRejected": [[], "cancelled"],
  "paying PaymentTaken": [["BookShipment"], "shipping"],
  "paying PaymentDeclined": [["ReleaseStock"], "cancelled"],
  "shipping ShipmentBooked": [[], "completed"],
  "shipping ShipmentRefused": [["RefundPayment", "ReleaseStock"], "cancelled"],
};

export const expectedAt = (status: string, type: string): readonly [readonly string[], string] | undefined =>
  TABLE[`${status} ${type}`];

/** A command without its name. */
export const asked = (type: string, orderId = "order-1", amount = AMOUNT): object =>
  type === "TakePayment" || type === "RefundPayment"
    ? { type, data: { orderId, amount } }
    : { type, data: { orderId } };

const byType = (left: { readonly type: string }, right: { readonly type: string }): number =>
  left.type < right.type ? -1 : 1;

/** Commands without their names, in an order that does not matter. */
export const withoutNames = (commands: readonly OrderProcessCommand[]): readonly object[] =>
  commands.toSorted(byType).map(({ type, data }) => ({ type, data }));

/** The ways that an order can take, without its beginning. */
export const PATHS = [
  ["StockReserved", "PaymentTaken", "ShipmentBooked"],
  ["StockReserved", "PaymentTaken", "ShipmentRefused"],
  ["StockReserved", "PaymentDeclined"],
  ["StockRejected"],
] as const;

/** How an order stands after these messages, as the learner's own `evolve` says. */
export const stateAfter = (module: Exercise, types: readonly string[], orderId = "order-1"): OrderProcessState =>
  types.reduce<OrderProcessState>(
    (state, type) => module.orderProcess.evolve(state, says(type, orderId)),
    module.orderProcess.initialState(),
  );

export const statusOf = (state: OrderProcessState | undefined): string => state?.status ?? "not-started";

/** A message as it is delivered. */
export const delivery = (messageId: string, type: string, orderId = "order-1"): QueueMessage<OrderProcessMessage> => ({
  messageId,
  body: says(type, orderId),
});

/** More deliveries of one message than all the faults of a scene can be the reason for. */
const TOO_OFTEN = 8;

/** The database of the process manager, and how it is run and looked at. */
export function openOffice(world: World<Exercise>) {
  const database = world.database<ProcessTables>("database", {
    tables: { processes: { key: "orderId" }, inbox: { key: "messageId" }, outbox: {} },
  });
  let stuck: Broken | undefined;

  const runner = (me: Me<Exercise>): ProcessMessageHandler =>
    me.exercise.createProcessRunner({ database: database.for(me), ids: world.ids.for(me) });

  const office = {
    database,
    runner,
    /** A copy of the runner that has these messages to deal with, each again until its handler resolves. */
    copy(name: string, messages: readonly QueueMessage<OrderProcessMessage>[], { restarts = true } = {}): void {
      const left = [...messages];
      world.process(
        name,
        async (me) => {
          const handle = runner(me);
          for (let tries = 1; left.length > 0; tries += 1) {
            const [message] = left;
            if (message === undefined) return;
            const error = await failureOf(handle, message);
            if (error !== undefined && tries < TOO_OFTEN) continue;
            if (error !== undefined)
              stuck ??= {
                happened: `${message.messageId} (${message.body.type}) was delivered ${String(TOO_OFTEN)} times, and its handler rejected it to the end, although nothing went wrong any more. It holds up the queue.`,
                received: error.thrown,
              };
            left.shift();
            tries = 0;
          }
        },
        { restarts },
      );
    },
    /** Stores where an order stands that has heard these messages. */
    fill(module: Exercise, heard: readonly string[]): void {
      const { decide } = module.orderProcess;
      if (heard.length > 0) database.fill("processes", [{ orderId: "order-1", state: stateAfter(module, heard) }]);
      // Commands that share an id break a rule of their own; here they must not keep the scene from opening.
      const commands = heard.flatMap((type, at) => decide(says(type), stateAfter(module, heard.slice(0, at))) ?? []);
      database.fill("outbox", [...new Map(commands.map((command) => [command.id, command])).values()]);
    },
    get stuck(): Broken | undefined {
      return stuck;
    },
    state: (orderId = "order-1"): OrderProcessState | undefined =>
      database.rows("processes").find((row) => row.orderId === orderId)?.state,
    commands: (orderId = "order-1"): readonly OrderProcessCommand[] =>
      database.rows("outbox").filter(({ data }) => data.orderId === orderId),
    outcome: (messageId: string): string | undefined =>
      database.rows("inbox").find((row) => row.messageId === messageId)?.outcome,
    /** Is the order where these messages take it, and are just their commands in the outbox? */
    standsAfter(types: readonly string[], story: string, orderId = "order-1"): Broken | undefined {
      if (stuck !== undefined) return { ...stuck, happened: `${story} ${stuck.happened}` };
      let status = "not-started";
      const wanted: string[] = [];
      for (const type of types) {
        const [commands, next] = expectedAt(status, type) ?? [[], status];
        wanted.push(...commands);
        status = next;
      }
      const expected: readonly string[] = wanted.toSorted();
      const received: readonly string[] = office
        .commands(orderId)
        .map(({ type }) => type)
        .toSorted();
      const stands = statusOf(office.state(orderId));
      if (stands === status && same(received, expected)) return undefined;
      const missing = expected.filter((type) => !received.includes(type));
      const surplus = received.filter((type, at) => !expected.includes(type) || received.indexOf(type) !== at);
      const what =
        missing.length > 0
          ? `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not in the outbox: no service will ever hear of ${missing.length === 1 ? "it" : "them"}.`
          : surplus.length > 0
            ? `The outbox asks for ${surplus.join(" and ")} that should not be there, or is there twice.`
            : "The commands are right, and the stored state is not.";
      return {
        happened: `${story} ${what}`,
        expected: { status, commands: expected },
        received: { status: stands, commands: received },
      };
    },
  };
  return office;
}

/** What the handler rejected with. What a stub throws goes on to the judge. */
export async function failureOf(
  handle: ProcessMessageHandler,
  message: QueueMessage<OrderProcessMessage>,
): Promise<{ readonly thrown: unknown } | undefined> {
  try {
    await handle(message);
    return undefined;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
    return { thrown: error };
  }
}

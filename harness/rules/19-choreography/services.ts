import type { Broken, Me, World } from "#spec";
import { same } from "#spec";
import type { FlowEvent, FlowHandler, FlowOutboxRow, HeardTables, QueueMessage, StockTables } from "eventlings";
import type * as exercise from "#exercise/19-choreography/1-order-flow";

export type Exercise = typeof exercise;
export type Type = FlowEvent["type"];

/** Pieces of each product that are there in the beginning. */
export const THERE = 5;

/** Written by a newer version of some service: no type of ours names it. */
export const UNKNOWN = "GiftWrapChosen" as Type;

/** An event as it is delivered. What differs from the usual order is said. */
export function event(
  messageId: string,
  type: Type,
  { orderId = "order-1", sku = "mug", quantity = 2 } = {},
): QueueMessage<FlowEvent> {
  const data = type === "OrderPlaced" ? { orderId, sku, quantity, amount: 1999 } : { orderId };
  return { messageId, body: { type, data } as FlowEvent };
}

/** These events, in messages m1, m2 and so on. */
export const events = (...types: readonly Type[]): readonly QueueMessage<FlowEvent>[] =>
  types.map((type, at) => event(`m${String(at + 1)}`, type));

/** Every order in which a list can be, each once. */
export function ordersOf<T>(things: readonly T[]): readonly (readonly T[])[] {
  if (things.length < 2) return [things];
  return things.flatMap((thing, at) =>
    things.indexOf(thing) < at ? [] : ordersOf(things.toSpliced(at, 1)).map((rest) => [thing, ...rest]),
  );
}

/** "A, B and C". */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "nothing") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

/** More deliveries of one message than all the faults of a scene can be the reason for. */
const TOO_OFTEN = 8;

/** What a service looks like from outside: what it has said, and who runs it. */
export interface Service {
  /** What it has said about an order, in the order of its outbox. */
  said(orderId?: string): readonly Type[];
  outbox(): readonly FlowOutboxRow[];
  handler(me: Me<Exercise>): FlowHandler;
  /**
   * A copy of it that is delivered these messages in turn, each again until its handler resolves.
   * `after` looks at what has become of each, and none comes before `from`. `hasBegun`
   * resolves when the first was dealt with.
   */
  copy(
    name: string,
    messages: readonly QueueMessage<FlowEvent>[],
    options?: {
      readonly after?: (dealtWith: readonly QueueMessage<FlowEvent>[]) => void;
      readonly from?: Promise<unknown>;
    },
  ): { readonly hasBegun: Promise<void> };
  /** The first thing that was noted as wrong, or a handler that never stops to reject. */
  readonly wrong: Broken | undefined;
  note(happened: string, values?: Omit<Broken, "happened">): void;
  /**
   * Has it said just this about an order, with the order's id as data? Before the end, what is missing may
   * still come: but the message is acknowledged, and whoever dies now has lost it.
   */
  hasSaid(
    expected: readonly Type[],
    story: string,
    about?: { readonly orderId?: string; readonly isAtTheEnd?: boolean },
  ): Broken | undefined;
}

/** Opens the stock service, with five pieces of each product. */
export function openStock(world: World<Exercise>, there = THERE) {
  const database = world
    .database<StockTables>("stock's database", {
      tables: { stock: {}, orders: { key: "orderId" }, inbox: { key: "messageId" }, outbox: {} },
    })
    .fill("stock", [
      { id: "mug", available: there },
      { id: "pen", available: there },
    ]);
  const service = open(
    world,
    "Stock",
    () => database.rows("outbox"),
    (me) => me.exercise.createStock({ database: database.for(me), ids: world.ids.for(me) }),
  );
  const available = (sku = "mug"): number => database.rows("stock").find(({ id }) => id === sku)?.available ?? 0;
  return Object.assign(service, {
    available,
    /** Is just this much available, of both products? */
    has(mugs: number, story: string, pens = there): Broken | undefined {
      const expected = { mug: mugs, pen: pens };
      const received = { mug: available(), pen: available("pen") };
      if (same(received, expected)) return undefined;
      return { happened: `${story} What is available now is not what should be.`, expected, received };
    },
  });
}

const openJoining = (world: World<Exercise>, name: "Shipping" | "Orders"): Service => {
  const database = world.database<HeardTables>(name === "Shipping" ? "shipping's database" : "orders' database", {
    tables: { orders: { key: "orderId" }, inbox: { key: "messageId" }, outbox: {} },
  });
  return open(
    world,
    name === "Shipping" ? "Shipping" : "The order service",
    () => database.rows("outbox"),
    (me) => {
      const ports = { database: database.for(me), ids: world.ids.for(me) };
      return name === "Shipping" ? me.exercise.createShipping(ports) : me.exercise.createOrders(ports);
    },
  );
};

/** Opens the shipping service. */
export const openShipping = (world: World<Exercise>): Service => openJoining(world, "Shipping");

/** Opens the order service. */
export const openOrders = (world: World<Exercise>): Service => openJoining(world, "Orders");

function open(
  world: World<Exercise>,
  name: string,
  outbox: () => readonly FlowOutboxRow[],
  handler: (me: Me<Exercise>) => FlowHandler,
): Service {
  let wrong: Broken | undefined;
  const said = (orderId = "order-1"): readonly Type[] =>
    outbox()
      .filter(({ data }) => data.orderId === orderId)
      .map(({ type }) => type);
  return {
    said,
    outbox,
    handler,
    get wrong() {
      return wrong;
    },
    note(happened, values = {}) {
      wrong ??= { happened, ...values };
    },
    copy(copyName, messages, { after, from } = {}) {
      const left = [...messages];
      let begin: () => void = () => undefined;
      const hasBegun = new Promise<void>((resolve) => (begin = resolve));
      world.process(copyName, async (me) => {
        const handle = handler(me);
        await from;
        for (let tries = 1; left.length > 0; tries += 1) {
          const [message] = left;
          if (message === undefined) return;
          const failure = await failureOf(handle, message);
          if (failure !== undefined && tries < TOO_OFTEN) continue;
          if (failure !== undefined)
            wrong ??= {
              happened: `${message.messageId} (${message.body.type}) was delivered ${String(TOO_OFTEN)} times, and its handler rejected it to the end, although nothing went wrong any more. It holds up the queue.`,
              received: failure.thrown,
            };
          left.shift();
          tries = 0;
          begin();
          after?.(messages.slice(0, messages.length - left.length));
        }
      });
      return { hasBegun };
    },
    hasSaid(expected, story, { orderId = "order-1", isAtTheEnd = true } = {}) {
      if (wrong !== undefined) return { ...wrong, happened: `${story} ${wrong.happened}` };
      const received = said(orderId);
      if (!same(received.toSorted(), expected.toSorted())) {
        const happened = `${story} ${name} ${saidWrong(expected, received, orderId, isAtTheEnd)}`;
        return { happened, expected, received };
      }
      const odd = outbox().find(({ data }) => !same(data, { orderId: data.orderId }));
      return (
        odd && {
          happened: `An event in the outbox of ${name.toLowerCase()} has other data than the order's id.`,
          received: odd,
        }
      );
    },
  };
}

/** What is wrong with what was said about an order, as the rest of a sentence that begins with the service. */
function saidWrong(expected: readonly Type[], received: readonly Type[], orderId: string, isAtTheEnd: boolean): string {
  const missing = expected.filter((type) => !received.includes(type));
  const surplus = received.filter((type, at) => !expected.includes(type) || received.indexOf(type) !== at);
  const said = `has said ${listed([...new Set(surplus)])} about ${orderId}`;
  if (missing.length > 0 && surplus.length > 0) return `${said}, where it should have said ${listed(missing)}.`;
  if (missing.length > 0)
    return `has not said ${listed(missing)} about ${orderId}, and ${isAtTheEnd ? "nothing will make it any more" : "its handler has resolved: the message is acknowledged, and does not come again"}.`;
  return `${said} ${surplus.every((type) => expected.includes(type)) ? "more than once" : "without a reason"}.`;
}

/** What the handler rejected with. What a stub throws goes on to the judge. */
export async function failureOf(
  handle: FlowHandler,
  message: QueueMessage<FlowEvent>,
): Promise<{ readonly thrown: unknown } | undefined> {
  try {
    await handle(message);
    return undefined;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "NOT_IMPLEMENTED") throw error;
    return { thrown: error };
  }
}

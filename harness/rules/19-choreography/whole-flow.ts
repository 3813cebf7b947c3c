import type { Broken, World } from "#spec";
import type { FlowEvent, QueueMessage } from "eventlings";
import { event, failureOf, openOrders, openShipping, openStock, THERE, type Exercise, type Type } from "./services.ts";

/** What an order meets: is it paid for, and is there enough of it? */
export interface Circumstances {
  readonly isPaid: boolean;
  readonly quantity: number;
  /** Which of the deliveries that wait goes next, and which comes again. */
  readonly seed: number;
}

/** Numbers that look random and are the same for the same seed. */
function drawsOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The payment service, which is not the learner's: what it says about each event that it hears for the first time. */
function payments(isPaid: boolean): (type: Type) => readonly Type[] {
  const heard = new Set<Type>();
  return (type) => {
    if (heard.has(type)) return [];
    heard.add(type);
    if (type !== "OrderPlaced" && type !== "StockUnavailable") return [];
    const isRefund = isPaid && heard.has("OrderPlaced") && heard.has("StockUnavailable");
    return [
      ...(type === "OrderPlaced" ? [isPaid ? ("PaymentReceived" as const) : ("PaymentFailed" as const)] : []),
      ...(isRefund ? (["PaymentRefunded"] as const) : []),
    ];
  };
}

/** What must have been said before these are: of each list, one. */
const NEEDED: Partial<Record<Type, readonly (readonly Type[])[]>> = {
  OrderShipped: [["PaymentReceived"], ["StockReserved"]],
  OrderCompleted: [["OrderShipped"]],
  OrderCancelled: [
    ["PaymentFailed", "PaymentRefunded"],
    ["StockUnavailable", "StockReleased"],
  ],
};

/** All services of the shop. One order is placed, and each event goes to everybody, some day, and some of them twice. */
export function runShop(world: World<Exercise>, { isPaid, quantity, seed }: Circumstances) {
  const services = { stock: openStock(world), shipping: openShipping(world), orders: openOrders(world) };
  const { stock, shipping, orders } = services;
  const draw = drawsOf(seed);
  const pay = payments(isPaid);
  let wrong: Broken | undefined;
  const heard: string[] = [];
  const published = new Set<Type>();
  const sentRows = new Set<string>();

  world.process("shop", async (me) => {
    const receivers = Object.entries(services).map(([name, service]) => ({ name, handle: service.handler(me) }));
    const waiting: { readonly to: string; readonly message: QueueMessage<FlowEvent> }[] = [];
    let sent = 0;
    const publish = (type: Type): void => {
      sent += 1;
      published.add(type);
      const message = event(`m${String(sent)}`, type, { quantity });
      for (const to of ["payments", ...Object.keys(services)]) waiting.push({ to, message });
    };
    publish("OrderPlaced");
    while (waiting.length > 0) {
      const at = draw(waiting.length);
      const next = waiting[at];
      if (next === undefined) return;
      if (draw(5) > 0) waiting.splice(at, 1); // otherwise it comes once more
      const { to, message } = next;
      heard.push(`${to}: ${message.body.type}`);
      if (to === "payments") for (const type of pay(message.body.type)) publish(type);
      const receiver = receivers.find(({ name }) => name === to);
      const failure = receiver && (await failureOf(receiver.handle, message));
      if (failure !== undefined) {
        wrong ??= {
          happened: `The handler of ${to} rejected ${message.body.type}, although nothing had gone wrong.`,
          received: failure.thrown,
        };
        return;
      }
      for (const [name, service] of Object.entries(services))
        for (const [row, { type }] of service.outbox().entries()) {
          const key = `${name} ${String(row)}`;
          if (sentRows.has(key)) continue;
          sentRows.add(key);
          const missing = NEEDED[type]?.find((one) => !one.some((each) => published.has(each)));
          if (missing !== undefined)
            wrong ??= {
              happened: `${type} was said before anybody had said ${missing.join(" or ")}.`,
              received: { heard: [...heard] },
            };
          publish(type);
        }
    }
  });
  return {
    /** Has the order come to its one right end? */
    end(): Broken | undefined {
      if (wrong !== undefined) return wrong;
      const ships = isPaid && quantity <= THERE;
      const expected = {
        end: [ships ? "OrderCompleted" : "OrderCancelled"],
        shipped: ships ? 1 : 0,
        available: ships ? THERE - quantity : THERE,
      };
      const received = {
        end: orders.said(),
        shipped: shipping.said().length,
        available: stock.available(),
      };
      if (JSON.stringify(received) === JSON.stringify(expected)) return undefined;
      const what = `${String(quantity)} of ${String(THERE)} mugs were ordered, and the payment ${isPaid ? "worked" : "failed"}.`;
      return {
        happened: `${what} Everybody has heard everything, in some order, some of it twice. The order has not come to its one right end.`,
        expected,
        received: { ...received, heard },
      };
    },
  };
}

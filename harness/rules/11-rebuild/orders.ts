import type { NewEvent, RecordedEvent } from "eventlings";

/** What happened to an order of a customer. */
export interface OrderFact {
  readonly orderId: string;
  readonly customerId: string;
  readonly what: "placed" | "paid" | "shipped";
}

const TYPES = { placed: "OrderPlaced", paid: "PaymentReceived", shipped: "OrderShipped" } as const;

/** What every payment amounts to. */
export const PRICE = 1000;

/** `"ada: order-1 placed"`, or `"order-1 placed"` where it is Ada's. */
export function fact(text: string): OrderFact {
  const [customer, rest] = text.includes(": ") ? text.split(": ") : ["ada", text];
  const [orderId = "", what] = (rest ?? "").split(" ");
  if (what !== "placed" && what !== "paid" && what !== "shipped") throw new Error(`"${text}" is no fact.`);
  return { orderId, customerId: customer ?? "ada", what };
}

export const toEvent = ({ orderId, customerId, what }: OrderFact): NewEvent => ({
  id: `${orderId} ${what}`,
  type: TYPES[what],
  data: { orderId, customerId, what },
});

export const factOf = (event: RecordedEvent): OrderFact => event.data as OrderFact;

/** Numbers that look random and are the same each time. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** So many facts about a few orders of two customers, whose streams are mixed. */
export function anyFacts(seed: number, count: number): readonly OrderFact[] {
  const draw = numbersFrom(seed);
  const steps = ["placed", "paid", "shipped"] as const;
  const done = new Map<string, number>();
  const facts: OrderFact[] = [];
  while (facts.length < count) {
    const number = draw(count) + 1;
    const orderId = `order-${String(number)}`;
    const what = steps[done.get(orderId) ?? 0];
    if (what === undefined) continue;
    done.set(orderId, (done.get(orderId) ?? 0) + 1);
    facts.push({ orderId, customerId: number % 2 === 0 ? "ada" : "bob", what });
  }
  return facts;
}

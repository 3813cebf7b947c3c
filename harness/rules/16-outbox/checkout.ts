import type { Broken, Me, World } from "#spec";
import {
  BrokerError,
  type CheckoutOrder,
  type CheckoutPorts,
  type CheckoutTables,
  type OrderIntegrationEvent,
} from "eventlings";

const eur = (amount: number) => ({ amount, currency: "EUR" });

/** An order for one mug, or for these. */
export const anOrder = (
  orderId = "order-1",
  items: readonly (readonly [sku: string, quantity: number])[] = [["mug", 1]],
): CheckoutOrder => ({
  orderId,
  customerId: "ada",
  email: "ada@example.com",
  country: "NL",
  lines: items.map(([sku, quantity]) => ({ sku, quantity, unitPrice: eur(1250), unitCost: eur(400) })),
  total: eur(1250 * items.reduce((sum, [, quantity]) => sum + quantity, 0)),
});

/** A shop with some mugs in a world, and what can be said of it. */
export function openShop(world: World<unknown>, mugs: number) {
  const database = world.database<CheckoutTables>("database", {
    tables: { orders: { key: "orderId" }, stock: { key: "sku" }, outbox: { sequence: "position" } },
  });
  const broker = world.log<OrderIntegrationEvent>("broker");
  database.fill("stock", [
    { sku: "mug", left: mugs },
    { sku: "lamp", left: 1 },
  ]);

  const orders = (): readonly string[] => database.rows("orders").map(({ orderId }) => orderId);
  const told = (): readonly string[] => database.rows("outbox").map(({ message }) => message.data.orderId);
  const left = (): number => database.rows("stock").find(({ sku }) => sku === "mug")?.left ?? 0;
  const ordered = (): number => {
    const lines = database.rows("orders").flatMap((order) => order.lines);
    return lines.reduce((sum, { sku, quantity }) => (sku === "mug" ? sum + quantity : sum), 0);
  };

  return {
    database,
    orders,
    ports: (me: Me<unknown>): CheckoutPorts => ({
      database: database.for(me),
      broker: broker.for(me),
      clock: world.clock.for(me),
      ids: world.ids.for(me),
    }),
    /** Was something told to the broker of an order that is not stored? */
    falseNews(): Broken | undefined {
      const stored = orders();
      const news = broker.records().map(({ value }) => value);
      const untrue = news.find(({ data }) => !stored.includes(data.orderId));
      if (untrue === undefined) return undefined;
      return {
        happened: `The broker has ${untrue.type} of ${untrue.data.orderId}, and that order is not in the database.`,
        received: news.map(({ type, data }) => `${type} of ${data.orderId}`),
      };
    },
    /** Are orders, messages and stock of one mind? */
    disagreement(): Broken | undefined {
      const stored = orders();
      const messages = told();
      const untold = stored.find((id) => !messages.includes(id));
      if (untold !== undefined)
        return { happened: `${untold} is stored, and no message in the outbox will ever tell anyone of it.` };
      const untrue = messages.find((id) => !stored.includes(id));
      if (untrue !== undefined)
        return { happened: `The outbox holds a message about ${untrue}, and no such order is stored.` };
      const twice = messages.find((id, at) => messages.indexOf(id) !== at);
      if (twice !== undefined)
        return { happened: `The outbox holds ${twice} twice, under two ids.`, received: messages };
      const expected = mugs - ordered();
      if (left() === expected) return undefined;
      return {
        happened: `Of ${String(mugs)} ${mugs === 1 ? "mug" : "mugs"}, the orders that are stored hold ${String(ordered())}, and the stock does not agree.`,
        expected,
        received: left(),
      };
    },
  };
}

/** A broker that nobody reaches. */
export const brokerThatIsDown: CheckoutPorts["broker"] = {
  send: () => Promise.reject(new BrokerError("CONNECTION", "The broker cannot be reached.")),
  consumer() {
    throw new BrokerError("CONNECTION", "The broker cannot be reached.");
  },
};

/** Failures of a database after which a checkout sends its order again. */
const TRANSIENT = ["40001", "40P01", "08006"];

/** What a checkout does: it sends an order again where the database failed, and passes on every other answer. */
export async function sendOrder(place: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await place();
    } catch (error) {
      if (attempt === 3 || !TRANSIENT.includes(String(Reflect.get(Object(error), "code")))) throw error;
    }
}

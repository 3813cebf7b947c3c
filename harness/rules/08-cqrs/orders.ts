import type * as exercise from "#exercise/08-cqrs/3-without-event-sourcing";
import { same, type Broken, type Me, type World } from "#spec";
import {
  BrokerError,
  CommandRefused,
  type Database,
  type OrderListRow,
  type OrderMessage,
  type OrderService,
  type OrderServicePorts,
  type OrderServiceTables,
  type PublicLine,
  type ShopLine,
  type ShopOrder,
} from "eventlings";

export type Exercise = typeof exercise;

/** A line as the shop sends it: 12.50 a piece unless told. */
export const aLine = (lineId: string, quantity = 1, unitPrice = 1250): ShopLine => ({
  lineId,
  sku: `sku of ${lineId}`,
  quantity,
  unitPrice,
  unitCost: 400,
});

/** An order of these lines, or of one mug. */
export const anOrder = (orderId = "order-1", lines = [aLine(`${orderId}-mug`)], customerId = "ada"): ShopOrder => ({
  orderId,
  customerId,
  email: `${customerId}@example.com`,
  lines,
});

const toPublic = ({ lineId, sku, quantity, unitPrice }: ShopLine): PublicLine => ({ lineId, sku, quantity, unitPrice });

const sums = (lines: readonly ShopLine[]): Pick<OrderListRow, "pieces" | "total"> => ({
  pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
  total: lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
});

/** A broker that nobody reaches. */
const brokerThatIsDown: OrderServicePorts["broker"] = {
  send: () => Promise.reject(new BrokerError("CONNECTION", "The broker cannot be reached.")),
  consumer() {
    throw new BrokerError("CONNECTION", "The broker cannot be reached.");
  },
};

/** The order service in a world, and what can be said of it. */
export function openShop(
  world: World<Exercise>,
  { maxPieces = 10, brokerIsDown = false, placed = [] as readonly ShopOrder[] } = {},
) {
  const database = world.database<OrderServiceTables>("database", {
    tables: {
      orders: { key: "orderId" },
      lines: { key: "lineId" },
      orderList: { key: "orderId" },
      outbox: { sequence: "position" },
    },
  });
  const broker = world.log<OrderMessage>("broker");
  const placedAt = world.clock.now().toISOString();
  for (const { lines, ...order } of placed) {
    const { orderId, customerId } = order;
    database.fill("orders", [{ ...order, placedAt, version: 1 }]);
    database.fill(
      "lines",
      lines.map((line) => ({ ...line, orderId })),
    );
    database.fill("orderList", [{ orderId, customerId, placedAt, ...sums(lines) }]);
    const data = { orderId, customerId, lines: lines.map(toPublic), total: sums(lines).total };
    const id = `placed ${orderId}`;
    const message: OrderMessage = { id, type: "shop.OrderPlaced", schemaVersion: 1, occurredAt: placedAt, data };
    database.fill("outbox", [{ id, key: orderId, message, publishedAt: null }]);
  }

  const linesOf = (orderId: string) => database.rows("lines").filter((line) => line.orderId === orderId);
  const messagesOf = (orderId: string): readonly OrderMessage[] =>
    database
      .rows("outbox")
      .filter(({ message }) => message.data.orderId === orderId)
      .toSorted((one, other) => one.position - other.position)
      .map(({ message }) => message);

  /** What is wrong with one order that is stored. */
  function wrongWith(orderId: string): Broken | undefined {
    const lines = linesOf(orderId);
    const row = database.rows("orderList").find((candidate) => candidate.orderId === orderId);
    if (row === undefined) return { happened: `${orderId} is stored, and no customer's list shows it.` };
    const { pieces, total } = row;
    const expected = sums(lines);
    if (!same({ pieces, total }, expected))
      return {
        happened: `The lines of ${orderId} that are stored and the row in the list do not agree.`,
        expected,
        received: { pieces, total },
      };
    if (pieces > maxPieces)
      return {
        happened: `${orderId} has ${String(pieces)} pieces, and a parcel holds ${String(maxPieces)}.`,
      };
    return wrongNews(orderId, lines);
  }

  /** What is wrong with what others are told of one order. */
  function wrongNews(orderId: string, lines: readonly ShopLine[]): Broken | undefined {
    const messages = messagesOf(orderId);
    const told = messages.flatMap(({ type, data }) => (type === "shop.OrderPlaced" ? data.lines : [data.line]));
    const untold = lines.find(({ lineId }) => !told.some((line) => line.lineId === lineId));
    if (untold !== undefined)
      return {
        happened: `${untold.lineId} of ${orderId} is stored, and no message in the outbox will ever tell anyone of it.`,
      };
    const untrue = told.find(({ lineId }) => !lines.some((line) => line.lineId === lineId));
    if (untrue !== undefined)
      return { happened: `The outbox tells of ${untrue.lineId} in ${orderId}, and no such line is stored.` };
    if (told.length > lines.length)
      return {
        happened: `The outbox tells of ${orderId} more often than it changed.`,
        received: messages.map(({ id, type }) => `${type} (${id})`),
      };
    let total = 0;
    for (const { type, data } of messages) {
      total += sums(
        (type === "shop.OrderPlaced" ? data.lines : [data.line]).map((line) => ({ ...line, unitCost: 0 })),
      ).total;
      if (data.total !== total)
        return {
          happened: `Read in the order of the outbox, the messages of ${orderId} do not add up: the total in ${type} is not that of all lines so far.`,
          expected: total,
          received: data.total,
        };
    }
    return undefined;
  }

  return {
    database,
    linesOf,
    service: (me: Me<Exercise>, port: Database<OrderServiceTables> = database.for(me)): OrderService =>
      me.exercise.createOrderService({
        database: port,
        broker: brokerIsDown ? brokerThatIsDown : broker.for(me),
        clock: world.clock.for(me),
        ids: world.ids.for(me),
        maxPieces,
      }),
    /** All that is stored. */
    everything: () => ({
      orders: database.rows("orders"),
      lines: database.rows("lines"),
      orderList: database.rows("orderList"),
      outbox: database.rows("outbox"),
    }),
    /** Has the broker this message? */
    wasPublished: (id: string): boolean => broker.records().some(({ value }) => value.id === id),
    stored: (): readonly string[] => database.rows("orders").map(({ orderId }) => orderId),
    /** Do the rows, the list and the outbox agree? */
    disagreement(): Broken | undefined {
      const orders = database.rows("orders").map(({ orderId }) => orderId);
      for (const table of ["orderList", "lines"] as const) {
        const stray = database.rows(table).find(({ orderId }) => !orders.includes(orderId));
        if (stray !== undefined)
          return {
            happened: `There is a row in ${table} of ${stray.orderId}, and no such order is stored.`,
            received: stray,
          };
      }
      const news = database.rows("outbox").find(({ message }) => !orders.includes(message.data.orderId));
      if (news !== undefined)
        return {
          happened: `The outbox holds a message about ${news.message.data.orderId}, and no such order is stored.`,
        };
      for (const orderId of orders) {
        const wrong = wrongWith(orderId);
        if (wrong !== undefined) return wrong;
      }
      const ids = database.rows("outbox").map(({ message }) => message.id);
      if (new Set(ids).size < ids.length) return { happened: "Two messages have the same id.", received: ids };
      return undefined;
    },
    /** Was something told to the broker that is not stored? */
    falseNews(): Broken | undefined {
      const untrue = broker.records().find(({ value: { data } }) => {
        const lines = "lines" in data ? data.lines : [data.line];
        const stored = linesOf(data.orderId);
        return lines.some(({ lineId }) => !stored.some((line) => line.lineId === lineId));
      });
      return (
        untrue && {
          happened: `The broker has ${untrue.value.type} of ${untrue.value.data.orderId}, and what it tells is not in the database.`,
          received: untrue.value.data,
        }
      );
    },
  };
}

/** What a command came to. */
export type Outcome = "done" | "PARCEL_FULL" | "NO_SUCH_ORDER" | (string & {});

/** Failures after which the shop sends a command again. */
const TRANSIENT = ["40001", "40P01", "08006", "CONCURRENCY"];

/** What the shop does: it sends a command again where that is due, and takes a refusal for an answer. */
export async function send(command: () => Promise<void>, tries = 4): Promise<Outcome> {
  for (let left = tries - 1; ; left -= 1)
    try {
      await command();
      return "done";
    } catch (error) {
      if (error instanceof CommandRefused) return error.code;
      if (left === 0 || !TRANSIENT.includes(String(Reflect.get(Object(error), "code")))) throw error;
    }
}

/** The same port, which notes the table of every select. */
export function notingSelects(database: Database<OrderServiceTables>, tables: string[]): Database<OrderServiceTables> {
  const noting = (port: Pick<Database<OrderServiceTables>, "select">): typeof port => ({
    select: (table, options) => {
      tables.push(table);
      return port.select(table, options);
    },
  });
  return {
    ...database,
    ...noting(database),
    transaction: (work, options) => database.transaction((tx) => work({ ...tx, ...noting(tx) }), options),
    begin: async (options) => {
      const tx = await database.begin(options);
      return { ...tx, ...noting(tx) };
    },
  };
}

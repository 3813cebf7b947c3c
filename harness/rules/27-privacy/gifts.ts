import type { Broken, Me, World } from "#spec";
import { same } from "#spec";
import {
  REDACTED,
  type ForgetPorts,
  type Forgetting,
  type Gift,
  type GiftTables,
  type KeyVault,
  type NewEvent,
} from "eventlings";
import { plaintextIn } from "./plaintext.ts";

interface Forgetters {
  createForgetting(ports: ForgetPorts): Forgetting;
}

/** The people of the shop: by id, what is personal. */
const PEOPLE = {
  "c-17": { called: "Ada", name: "Ada Lovelace", address: "5 St James's Square, London" },
  "c-23": { called: "Grace", name: "Grace Hopper", address: "12 Harbour Street, Arlington" },
  "c-31": { called: "Linus", name: "Linus Pauling", address: "8 Salmon Creek, Big Sur" },
  // Two people can have one name.
  "c-44": { called: "another Ada Lovelace", name: "Ada Lovelace", address: "31 Fleet Street, Leeds" },
} as const;

export type PersonId = keyof typeof PEOPLE;

export const ADA = "c-17";
export const GRACE = "c-23";
const LINUS = "c-31";
const OTHER_ADA = "c-44";

const gift = (orderId: string, giverId: PersonId, receiverId: PersonId): Gift => ({
  orderId,
  total: 4200,
  giverId,
  giverName: PEOPLE[giverId].name,
  receiverId,
  receiverName: PEOPLE[receiverId].name,
  receiverAddress: PEOPLE[receiverId].address,
});

export const ADA_TO_GRACE = gift("order-1", ADA, GRACE);
export const GRACE_TO_ADA = gift("order-2", GRACE, ADA);
export const GRACE_TO_LINUS = gift("order-3", GRACE, LINUS);
export const ADA_TO_HERSELF = gift("order-4", ADA, ADA);
export const OTHER_ADA_TO_LINUS = gift("order-5", OTHER_ADA, LINUS);
export const LINUS_TO_OTHER_ADA = gift("order-6", LINUS, OTHER_ADA);

/** A gift as it is when these people are forgotten. */
const redacted = (order: Gift, forgotten: readonly string[]): Gift => ({
  ...order,
  ...(forgotten.includes(order.giverId) ? { giverName: REDACTED } : {}),
  ...(forgotten.includes(order.receiverId) ? { receiverName: REDACTED, receiverAddress: REDACTED } : {}),
});

/** The event of a gift as it is stored. Nobody here opens it; what it is sealed with does not matter. */
const sealed = ({ orderId, total, giverId, receiverId }: Gift): NewEvent => {
  const value = (field: string) => ({ nonce: "AAECAwQFBgcICQoL", text: btoa(`${orderId} ${field}`), tag: "zz0PDw==" });
  return {
    id: `evt-${orderId}`,
    type: "GiftOrdered",
    data: {
      orderId,
      total,
      giverId,
      giverName: value("1"),
      receiverId,
      receiverName: value("2"),
      receiverAddress: value("3"),
    },
  };
};

const page = (order: Gift): string =>
  `<h1>${order.orderId}</h1><p>From ${order.giverName} to ${order.receiverName}, ${order.receiverAddress}</p>`;

const TABLES = ["people", "orders", "snapshots", "outbox", "statistics"] as const;

/** A shop with these gifts, each in every place. Messages of even places were published. */
export function openShop(world: World<Forgetters>, gifts: readonly Gift[], unseen: readonly Gift[] = []) {
  const store = world.eventStore("events");
  for (const order of [...gifts, ...unseen]) store.fill(order.orderId, [sealed(order)]);
  const original = store.events;
  const database = world.database<GiftTables>("database", {
    tables: {
      people: {},
      orders: { key: "orderId" },
      snapshots: { key: "streamId" },
      outbox: {},
      statistics: { key: "day" },
    },
  });
  const messages = gifts.map((message, at) => ({
    id: `m-${message.orderId}`,
    message,
    publishedAt: at % 2 === 1 ? new Date(Date.UTC(2026, 0, 14)) : null,
  }));
  const statistics = { day: "2026-01-14", orders: gifts.length, total: 4200 * gifts.length };
  database.fill(
    "people",
    Object.keys(PEOPLE).map((id) => ({ id, forgotten: false })),
  );
  database.fill("orders", gifts);
  database.fill(
    "snapshots",
    gifts.map((state) => ({ streamId: state.orderId, version: 1, state })),
  );
  database.fill("outbox", messages);
  database.fill("statistics", [statistics]);
  const search = world.keyValue("search");
  const cache = world.keyValue("cache");
  for (const order of gifts) {
    search.fill(`order/${order.orderId}`, order);
    cache.fill(`page/${order.orderId}`, page(order));
  }
  const vault = world.shared("keys");
  const known = new Set<string>(Object.keys(PEOPLE));
  const orders = [...gifts, ...unseen];

  const keysOf = (me: Me<Forgetters>): KeyVault => {
    const call = <T>(what: string, person: string, changes: boolean, perform: () => T): Promise<T> =>
      vault.call(me, {
        what: () => `${what} the key of ${person}`,
        changes,
        part: person,
        perform,
        lost: () => Object.assign(new Error("The key vault did not answer."), { code: "ECONNRESET" }),
        outcome: ({ ok }) => (ok ? "done" : "no answer"),
      });
    const key = (person: string) => (known.has(person) ? new TextEncoder().encode(person.padEnd(32)) : undefined);
    return {
      find: (person) => call("find", person, false, () => key(person)),
      obtain: (person) => call("obtain", person, false, () => key(person) ?? new Uint8Array(32)),
      delete: (person) => call("delete", person, true, () => void known.delete(person)),
    };
  };

  /** Every place, and what is in it now. */
  const places = (): readonly (readonly [string, unknown])[] => [
    ...TABLES.map((table) => [`the table "${table}"`, database.rows(table)] as const),
    ...orders.map(({ orderId }) => [`the search documents`, search.get(`order/${orderId}`)] as const),
    ...orders.map(({ orderId }) => [`the cached pages`, cache.get(`page/${orderId}`)] as const),
    ["the event store", store.events],
  ];

  return {
    store,
    database,
    search,
    cache,
    keysOf,

    /** Brings a backup back from before anybody was forgotten: of the database and of the search. */
    async restore(me: Me<Forgetters>): Promise<void> {
      await database.for(me).update("people", { forgotten: false }, {});
      for (const order of gifts) {
        await database.for(me).update("orders", order, { orderId: order.orderId });
        await search.for(me).set(`order/${order.orderId}`, order);
      }
    },

    forgetting: (me: Me<Forgetters>): Forgetting =>
      me.exercise.createForgetting({
        store: store.for(me),
        keys: keysOf(me),
        database: database.for(me),
        search: search.for(me),
        cache: cache.for(me),
      }),

    /** Is anything left of a person? */
    left(person: PersonId, story: string): Broken | undefined {
      const { called, name, address } = PEOPLE[person];
      for (const [place, content] of places()) {
        const found = plaintextIn(content, [name, address]);
        if (found !== undefined)
          return {
            happened: `${story} ${called} (${person}) is said to be forgotten. "${found.text}" is still in ${place}, ${found.how}.`,
            received: content,
          };
      }
      for (const [place, copies] of [
        ['its row of "orders"', database.rows("orders")],
        ["its message in the outbox", database.rows("outbox").map(({ message }) => message)],
      ] as const)
        for (const copy of copies) {
          const expected = redacted(copy, [person]);
          if (!same(copy, expected))
            return {
              happened: `${story} ${called} (${person}) is said to be forgotten. Of ${copy.orderId}, ${place} does not say REDACTED where something of hers stood.`,
              expected,
              received: copy,
            };
        }
      if (!known.has(person)) return undefined;
      return {
        happened: `${story} ${called} (${person}) is said to be forgotten, and her key is still in the key vault. With it, her events can be opened.`,
      };
    },

    /** Is anything gone that is about others? */
    othersGone(forgotten: readonly PersonId[], story: string): Broken | undefined {
      for (const order of orders) {
        const row = database.rows("orders").find(({ orderId }) => orderId === order.orderId);
        const expected = redacted(order, forgotten);
        if (row !== undefined && !keeps(row, expected))
          return {
            happened: `${story} ${order.orderId} is about ${about(order)}. In its row of "orders", something that is not about who was forgotten has changed.`,
            expected,
            received: row,
          };
        const message = database.rows("outbox").find(({ id }) => id === `m-${order.orderId}`)?.message;
        if (message !== undefined && !keeps(message, expected))
          return {
            happened: `${story} The message about ${order.orderId}, in the outbox, is about ${about(order)}. Something in it that is not about who was forgotten has changed.`,
            expected,
            received: message,
          };
        if (forgotten.includes(order.giverId as PersonId) || forgotten.includes(order.receiverId as PersonId)) continue;
        const snapshot = database.rows("snapshots").find(({ streamId }) => streamId === order.orderId)?.state;
        for (const [place, received, whole] of [
          ["snapshot", snapshot, order],
          ["search document", search.get(`order/${order.orderId}`), order],
          ["cached page", cache.get(`page/${order.orderId}`), page(order)],
        ] as const)
          if (!same(received, whole))
            return {
              happened: `${story} ${order.orderId} is about other people. Its ${place} should have stayed as it was.`,
              expected: whole,
              received,
            };
      }
      const keyless = Object.keys(PEOPLE).find((id) => !known.has(id) && !forgotten.includes(id as PersonId));
      if (keyless === undefined) return undefined;
      return {
        happened: `${story} The key of somebody else, ${PEOPLE[keyless as PersonId].called}, is gone from the vault.`,
      };
    },

    /** Are the books another than before? */
    booksChanged(story: string): Broken | undefined {
      const rows = database.rows("orders");
      for (const { orderId, total } of orders) {
        const row = rows.find((order) => order.orderId === orderId);
        if (row?.total !== total)
          return {
            happened: `${story} ${orderId} was an order of 42.00. It should still be in the table "orders", with its total: the money was real.`,
            received: row ?? "no such row",
          };
      }
      if (!same(database.rows("statistics"), [statistics]))
        return {
          happened: `${story} The statistics name nobody. They should have stayed as they were.`,
          expected: [statistics],
          received: database.rows("statistics"),
        };
      for (const { id, publishedAt } of messages) {
        const row = database.rows("outbox").find((message) => message.id === id);
        if (publishedAt !== null) {
          if (row === undefined || row.publishedAt !== null) continue;
          return {
            happened: `${story} ${id} was published days ago. Now the outbox says that it was not, so the relay publishes it once more.`,
            received: row,
          };
        }
        if (row === undefined || row.publishedAt !== null)
          return {
            happened: `${story} ${id} was in the outbox and not published yet. It should still be there to be published, without what is about the person. Others wait for it.`,
            received: row ?? "no such row",
          };
      }
      return undefined;
    },

    /** Is the log another than before? */
    logChanged(story: string): Broken | undefined {
      const now = store.events;
      const gone = original.find(
        (event) =>
          !same(
            now.find(({ globalPosition }) => globalPosition === event.globalPosition),
            event,
          ),
      );
      if (gone === undefined) return undefined;
      return {
        happened: `${story} The event at position ${String(gone.globalPosition)}, of ${gone.streamId}, should still be there as it was. A rebuild that misses it, or finds it elsewhere, gives other figures than before.`,
        expected: gone,
        received: now.find(({ globalPosition }) => globalPosition === gone.globalPosition) ?? "no such event",
      };
    },
  };
}

export type Shop = ReturnType<typeof openShop>;

/** Is everything there that should be, apart from what is redacted? */
const keeps = (copy: Gift, expected: Gift): boolean =>
  FIELDS.every((field) => expected[field] === REDACTED || same(copy[field], expected[field]));

const FIELDS = ["orderId", "giverId", "giverName", "receiverId", "receiverName", "receiverAddress"] as const;

const about = ({ giverId, receiverId }: Gift): string =>
  `${PEOPLE[giverId as PersonId].called} and ${PEOPLE[receiverId as PersonId].called}`;

/** A projection that puts one gift into the read model, and keeps to what `PersonRow` says. */
export async function project(me: Me<Forgetters>, shop: Shop, order: Gift): Promise<void> {
  const keys = shop.keysOf(me);
  await shop.database.for(me).transaction(async (transaction) => {
    const ids = [order.giverId, order.receiverId].toSorted();
    const people = await transaction.select("people", { where: { id: { in: ids } }, orderBy: ["id"], forUpdate: true });
    const unreadable: string[] = [];
    for (const { id, forgotten } of people) if (forgotten || (await keys.find(id)) === undefined) unreadable.push(id);
    const readable = redacted(order, unreadable);
    await transaction.insert("orders", readable);
    await transaction.insert("snapshots", { streamId: order.orderId, version: 1, state: readable });
    await transaction.insert("outbox", { id: `m-${order.orderId}`, message: readable, publishedAt: null });
    await shop.search.for(me).set(`order/${order.orderId}`, readable);
    await shop.cache.for(me).set(`page/${order.orderId}`, page(readable));
  });
}

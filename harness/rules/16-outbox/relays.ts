import type { Broken, Me, World } from "#spec";
import {
  BrokerError,
  DatabaseError,
  type Database,
  type OrderIntegrationEvent,
  type OutboxRelay,
  type OutboxRow,
  type RelayPorts,
  type RelayTables,
} from "eventlings";

export const LEASE_FOR = 10_000;

type NewRow = Omit<OutboxRow, "position" | "publishedAt">;

/** A message about an order, as a shop writes it into its outbox. */
export function aRow(id: string, key = "order-1"): NewRow {
  const message: OrderIntegrationEvent = {
    id,
    type: "shop.OrderCancelled",
    schemaVersion: 1,
    occurredAt: "2026-01-15T08:00:00.000Z",
    data: { orderId: key, cancelledBy: "customer" },
  };
  return { id, key, message };
}

interface Relays {
  createOutboxRelay(ports: RelayPorts): OutboxRelay;
}

/** An outbox, a broker, and what can be said of them. */
export function openOutbox(world: World<Relays>, rows: readonly NewRow[]) {
  const database = world.database<RelayTables>("database", {
    tables: { outbox: { sequence: "position" }, leases: {} },
  });
  const broker = world.log<OrderIntegrationEvent>("broker");
  // The table gives its rows back in another order than that of their positions: no query may rely on it.
  const placed = rows.map((row, index) => ({ ...row, position: index - rows.length, publishedAt: null }));
  database.fill("outbox", placed.toReversed());
  database.fill("leases", [{ id: "outbox-relay", holder: "nobody", expiresAt: new Date(0) }]);

  const sent = (): readonly string[] => broker.records().map(({ value }) => value.id);
  const lost = (): Broken | undefined => {
    const rows = database.rows("outbox").toSorted((left, right) => left.position - right.position);
    for (const { id, publishedAt } of rows) {
      if (!sent().includes(id))
        return {
          happened:
            publishedAt === null
              ? `${id} is in the outbox, and was never published.`
              : `${id} is marked as published, and the broker never got it.`,
          received: sent(),
        };
      if (publishedAt === null) return { happened: `${id} was published, and is not marked as published.` };
    }
    return undefined;
  };

  return {
    database,
    broker,
    sent,
    lost,
    /** Was a message of a key first published before an earlier one? `story` says what was going on. */
    overtaken(story: string): Broken | undefined {
      const records = broker.records();
      const position = new Map(database.rows("outbox").map((row) => [row.id, row]));
      const highest = new Map<string, OutboxRow>();
      const seen = new Set<string>();
      for (const { value } of records) {
        const row = position.get(value.id);
        if (row === undefined || seen.has(row.id)) continue;
        seen.add(row.id);
        const before = highest.get(row.key);
        if (before !== undefined && before.position > row.position)
          return {
            happened: `${story}, and ${before.id} of ${row.key} was published before ${row.id}, which stands before it in the outbox.`,
            received: sent(),
          };
        highest.set(row.key, row);
      }
      return undefined;
    },
    ports: (me: Me<Relays>, { batchSize = 2 } = {}): RelayPorts => ({
      database: database.for(me),
      broker: broker.for(me),
      clock: world.clock.for(me),
      relayId: me.name,
      leaseFor: LEASE_FOR,
      batchSize,
    }),
    /** Runs a relay: so many rounds, with time for a lease to expire between them. */
    async run(me: Me<Relays>, { rounds = 1, batchSize = 2 } = {}): Promise<void> {
      const relay = me.exercise.createOutboxRelay(this.ports(me, { batchSize }));
      for (let round = 1; round <= rounds; round += 1) {
        if (round > 1) await world.clock.for(me).sleep(LEASE_FOR + 1);
        try {
          await relay.publishBatch();
        } catch (error) {
          if (!(error instanceof BrokerError || error instanceof DatabaseError)) throw error;
        }
      }
    },
  };
}

/** The same database; it tells how many rows each query of the outbox gave. */
export function watchReads(database: Database<RelayTables>, onRead: (rows: number) => void): Database<RelayTables> {
  const watched = <S extends Pick<Database<RelayTables>, "select">>(statements: S): S => ({
    ...statements,
    async select(table, options) {
      const rows = await statements.select(table, options);
      if (table === "outbox") onRead(rows.length);
      return rows;
    },
  });
  return {
    ...watched(database),
    begin: async (options) => watched(await database.begin(options)),
    transaction: (work, options) => database.transaction((tx) => work(watched(tx)), options),
  };
}

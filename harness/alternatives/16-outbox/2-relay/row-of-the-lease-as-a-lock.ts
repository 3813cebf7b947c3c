// @style A class that locks the lease's row for the whole round: no times, the database frees it when its owner dies.
import type { OrderIntegrationEvent, OutboxRelay, OutboxRow, RelayPorts, RelayTables, Transaction } from "eventlings";

class LockingRelay implements OutboxRelay {
  readonly #ports: RelayPorts;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
  }

  publishBatch(): Promise<number> {
    return this.#ports.database.transaction(async (tx) => {
      const [lock] = await tx.select("leases", { where: { id: "outbox-relay" }, forUpdate: true, skipLocked: true });
      return lock === undefined ? 0 : this.#publishIn(tx);
    });
  }

  async #publishIn(tx: Transaction<RelayTables>): Promise<number> {
    const rows = await tx.select("outbox", {
      where: { publishedAt: null },
      orderBy: ["position"],
      limit: this.#ports.batchSize,
    });
    for (const row of rows) {
      await this.#ports.broker.send([toRecord(row)]);
      await tx.update("outbox", { publishedAt: this.#ports.clock.now() }, { id: row.id });
    }
    return rows.length;
  }
}

const toRecord = ({ key, message }: OutboxRow): { key: string; value: OrderIntegrationEvent } => ({
  key,
  value: message,
});

export const createOutboxRelay = (ports: RelayPorts): OutboxRelay => new LockingRelay(ports);

// @style A class whose save locks the row, and whose removal picks its rows by itself.
import type { SchemaSnapshots, SchemaSnapshotsPorts, Snapshot } from "eventlings";

class OfOneSchema<State> implements SchemaSnapshots<State> {
  readonly #ports: SchemaSnapshotsPorts<State>;

  constructor(ports: SchemaSnapshotsPorts<State>) {
    this.#ports = ports;
  }

  get #number(): number {
    return this.#ports.schema.number;
  }

  async load(streamId: string): Promise<Snapshot<State> | undefined> {
    const [row] = await this.#ports.database.select("snapshots", {
      where: { id: this.#id(streamId), streamId, schema: this.#number },
    });
    if (row === undefined) return undefined;
    const { version, state } = row;
    return this.#ports.schema.isState(state) ? { streamId, version, state } : undefined;
  }

  async save({ streamId, version, state }: Snapshot<State>): Promise<void> {
    const id = this.#id(streamId);
    await this.#ports.database.transaction(async (transaction) => {
      const row = { id, streamId, schema: this.#number, version, state };
      if ((await transaction.insert("snapshots", row, { ifNew: true })) !== undefined) return;
      const [there] = await transaction.select("snapshots", { where: { id }, forUpdate: true });
      if (there !== undefined && there.version > version && this.#ports.schema.isState(there.state)) return;
      await transaction.update("snapshots", { version, state }, { id });
    });
  }

  async removeOlder(): Promise<number> {
    const rows = await this.#ports.database.select("snapshots");
    const older = rows.filter(({ schema }) => schema === null || schema < this.#number);
    return this.#ports.database.delete("snapshots", { id: { in: older.map(({ id }) => id) } });
  }

  #id(streamId: string): string {
    return `schema ${String(this.#number)} of ${streamId}`;
  }
}

export const createSchemaSnapshots = <State>(ports: SchemaSnapshotsPorts<State>): SchemaSnapshots<State> =>
  new OfOneSchema(ports);

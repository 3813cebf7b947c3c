// @style A class that locks the row in a transaction, and compares by itself.
import type { DomainEvent, LoadedStream, NewEvent, SnapshotPolicy, SnapshotPolicyPorts, SnapshotRow } from "eventlings";

class Policy<State, Event extends DomainEvent> implements SnapshotPolicy<State, Event> {
  readonly #ports: SnapshotPolicyPorts<State, Event>;

  constructor(ports: SnapshotPolicyPorts<State, Event>) {
    this.#ports = ports;
  }

  async save(
    streamId: string,
    loaded: LoadedStream<State>,
    events: readonly (Event & Pick<NewEvent, "id" | "metadata">)[],
  ): Promise<LoadedStream<State>> {
    if (events.length === 0) return loaded;
    const { store, fold, every, report } = this.#ports;
    await store.append(streamId, events, loaded.version);
    const version = loaded.version + events.length;
    const state = events.reduce(fold.evolve, loaded.state);
    let { snapshotVersion } = loaded;
    if (version - snapshotVersion >= every) {
      try {
        await this.#keep({ streamId, version, state });
        snapshotVersion = version;
      } catch (error) {
        report(error);
      }
    }
    return { exists: true, version, state, snapshotVersion };
  }

  async #keep(row: SnapshotRow<State>): Promise<void> {
    const { streamId, version, state } = row;
    await this.#ports.database.transaction(async (transaction) => {
      if (await transaction.insert("snapshots", row, { ifNew: true })) return;
      const [there] = await transaction.select("snapshots", { where: { streamId }, forUpdate: true });
      if (there !== undefined && there.version >= version) return;
      await transaction.update("snapshots", { version, state }, { streamId });
    });
  }
}

export const createSnapshotPolicy = <State, Event extends DomainEvent>(
  ports: SnapshotPolicyPorts<State, Event>,
): SnapshotPolicy<State, Event> => new Policy(ports);

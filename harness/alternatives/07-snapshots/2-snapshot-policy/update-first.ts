// @style Updates first, then inserts, then updates once more: nothing is lost whoever comes in between.
import type { DomainEvent, SnapshotPolicy, SnapshotPolicyPorts } from "eventlings";

export function createSnapshotPolicy<State, Event extends DomainEvent>(
  ports: SnapshotPolicyPorts<State, Event>,
): SnapshotPolicy<State, Event> {
  const keepNewer = async (streamId: string, version: number, state: State): Promise<void> => {
    const replaceOlder = () =>
      ports.database.update("snapshots", { version, state }, { streamId, version: { lt: version } });
    if ((await replaceOlder()) > 0) return;
    if (await ports.database.insert("snapshots", { streamId, version, state }, { ifNew: true })) return;
    await replaceOlder();
  };

  return {
    async save(streamId, loaded, events) {
      if (events.length === 0) return { ...loaded };
      const appended = await ports.store.append(streamId, events, loaded.exists ? loaded.version : "no-stream");
      let state = loaded.state;
      for (const event of events) state = ports.fold.evolve(state, event);
      const now = { ...loaded, exists: true, version: appended.streamPosition, state };
      const isDue = now.version >= now.snapshotVersion + ports.every;
      if (!isDue) return now;
      return keepNewer(streamId, now.version, state).then(
        () => ({ ...now, snapshotVersion: now.version }),
        (error: unknown) => {
          ports.report(error);
          return now;
        },
      );
    },
  };
}

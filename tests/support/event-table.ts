import { setImmediate as nextTurn } from "node:timers/promises";
import { UniqueViolation, type EventTable, type PlacedEvent, type RecordedEvent } from "../../src/kit/index.ts";

/** A table of events in memory, and what is done to it behind the port's back. */
export interface TableInMemory extends EventTable {
  truncateBefore(streamId: string, position: number): void;
}

/** The port `EventTable` in memory. Every statement takes a while, so that others come in between. */
export function tableInMemory(): TableInMemory {
  let rows: RecordedEvent[] = [];
  const versions = new Map<string, number>();
  let lastGlobalPosition = 0;

  const statement = async <T>(perform: () => T): Promise<T> => {
    await nextTurn();
    return structuredClone(perform());
  };
  const rowsOf = (streamId: string): readonly RecordedEvent[] =>
    rows.filter((row) => row.streamId === streamId).sort((left, right) => left.streamPosition - right.streamPosition);
  const placeOf = ({ streamId, streamPosition }: PlacedEvent): string => JSON.stringify([streamId, streamPosition]);

  return {
    streamState: (streamId) =>
      statement(() => ({ exists: versions.has(streamId), currentVersion: versions.get(streamId) ?? 0 })),
    rowsAfter: (streamId, position) =>
      statement(() => rowsOf(streamId).filter(({ streamPosition }) => streamPosition > position)),
    findByIds: (streamId, ids) => statement(() => rowsOf(streamId).filter(({ id }) => ids.includes(id))),
    insert(added) {
      const sent = structuredClone(added);
      return statement(() => {
        const places = [...rows, ...sent].map(placeOf);
        if (new Set(places).size < places.length) throw new UniqueViolation();
        for (const row of sent) {
          lastGlobalPosition += 1;
          rows.push({ ...row, globalPosition: lastGlobalPosition, recordedAt: new Date(0) });
          versions.set(row.streamId, Math.max(versions.get(row.streamId) ?? 0, row.streamPosition));
        }
        return { streamPosition: sent.at(-1)?.streamPosition ?? 0, globalPosition: lastGlobalPosition };
      });
    },
    truncateBefore(streamId, position) {
      rows = rows.filter((row) => row.streamId !== streamId || row.streamPosition >= position);
    },
  };
}

import { UniqueViolation, type EventMetadata, type EventTable, type RecordedEvent } from "../../src/kit/index.ts";
import type { PgPool } from "./clients.ts";

/** What the port `EventTable` stands for. A stream's version is kept apart: it outlives the stream's events. */
export const EVENT_TABLES = `
  create table streams (stream_id text primary key, version integer not null);
  create table events (
    stream_id text not null,
    stream_position integer not null check (stream_position >= 1),
    global_position serial primary key,
    id text not null,
    type text not null,
    data jsonb,
    metadata jsonb,
    recorded_at timestamptz not null default now(),
    unique (stream_id, stream_position)
  )`;

/** One statement: the rows in the order in which they were sent, and the versions of their streams. */
const INSERT = `
  with placed as (
    insert into events (stream_id, stream_position, id, type, data, metadata)
    select row->>'streamId', (row->>'streamPosition')::integer, row->>'id', row->>'type', row->'data', row->'metadata'
    from jsonb_array_elements($1::jsonb) with ordinality as sent (row, place)
    order by place
    returning stream_id, stream_position, global_position
  ), moved as (
    insert into streams (stream_id, version)
    select stream_id, max(stream_position) from placed group by stream_id
    on conflict (stream_id) do update set version = greatest(streams.version, excluded.version)
  )
  select stream_position, global_position from placed order by global_position desc limit 1`;

const SELECT = `
  select id, type, data, metadata, stream_id as "streamId", stream_position as "streamPosition",
    global_position as "globalPosition", recorded_at as "recordedAt"
  from events where stream_id = $1`;

type Row = Omit<RecordedEvent, "metadata"> & { readonly metadata: EventMetadata | null };

/** The port that lesson 4's appends work on, on a real PostgreSQL. */
export function postgresEventTable(pool: PgPool): EventTable {
  const select = async (condition: string, values: readonly unknown[]): Promise<readonly RecordedEvent[]> => {
    const { rows } = await pool.query(`${SELECT} and ${condition} order by stream_position`, values);
    return (rows as readonly Row[]).map(({ metadata, ...row }) => (metadata === null ? row : { ...row, metadata }));
  };
  return {
    async streamState(streamId) {
      const { rows } = await pool.query("select version from streams where stream_id = $1", [streamId]);
      const [row] = rows as readonly { readonly version: number }[];
      return { exists: row !== undefined, currentVersion: row?.version ?? 0 };
    },
    rowsAfter: (streamId, position) => select("stream_position > $2", [streamId, position]),
    findByIds: (streamId, ids) => select("id = any($2)", [streamId, ids]),
    async insert(rows) {
      try {
        const result = await pool.query(INSERT, [JSON.stringify(rows)]);
        const [last] = result.rows as readonly { readonly stream_position: number; readonly global_position: number }[];
        return { streamPosition: last?.stream_position ?? 0, globalPosition: last?.global_position ?? 0 };
      } catch (error) {
        if (error instanceof Error && Reflect.get(error, "code") === "23505") throw new UniqueViolation(error.message);
        throw error;
      }
    },
  };
}

/** Forgets a stream's events before a position. */
export async function truncateBefore(pool: PgPool, streamId: string, position: number): Promise<void> {
  await pool.query("delete from events where stream_id = $1 and stream_position < $2", [streamId, position]);
}

import type { Me, World } from "#spec";
import type { SchemaSnapshotRow, SchemaSnapshots, SchemaSnapshotTables, SnapshotSchema } from "eventlings";
import { failing } from "./databases.ts";
import type * as exercise from "#exercise/07-snapshots/3-snapshot-schema";

export type Exercise = typeof exercise;

/** An order's total, as code of any release knows it; `madeBy` says which one it was. */
export interface Total {
  readonly total: number;
  readonly madeBy: string;
}

const isTotal = (value: unknown): value is Total =>
  typeof value === "object" && value !== null && "total" in value && "madeBy" in value;

/** Opens the table that all releases share. */
export function openTable(world: World<Exercise>, rows: readonly SchemaSnapshotRow[] = []) {
  const database = world.database<SchemaSnapshotTables>("database", { tables: { snapshots: {} } });
  database.fill("snapshots", rows);
  const nothing = world.shared("database (out of reach)");
  return {
    rows: () => database.rows("snapshots"),
    /** Is there a row of this schema and stream, whatever its id is made of? */
    has: (schema: number, streamId: string): boolean =>
      database.rows("snapshots").some((row) => row.schema === schema && row.streamId === streamId),
    /** The snapshots of the release that has this schema. */
    release: (
      me: Me<Exercise>,
      number: number,
      isState: SnapshotSchema<Total>["isState"] = isTotal,
    ): SchemaSnapshots<Total> =>
      me.exercise.createSchemaSnapshots<Total>({ database: database.for(me), schema: { number, isState } }),
    /** The snapshots of a release whose database does not answer. */
    outOfReach: (me: Me<Exercise>, number: number): SchemaSnapshots<Total> =>
      me.exercise.createSchemaSnapshots<Total>({
        database: failing<SchemaSnapshotTables>((statement) =>
          nothing.call(me, {
            what: () => statement,
            changes: false,
            perform() {
              throw new Error("the database does not answer");
            },
            outcome: () => "fails",
          }),
        ),
        schema: { number, isState: isTotal },
      }),
  };
}

export type Table = ReturnType<typeof openTable>;

/** A snapshot that code of this schema made. */
export const snapshotOf = (schema: number | string, version: number, streamId = "order-1") => ({
  streamId,
  version,
  state: { total: version * 100, madeBy: `schema ${String(schema)}` },
});

/** A row of a release that had no schema yet. */
export const unnumbered = (version: number, streamId = "order-1"): SchemaSnapshotRow => ({
  id: streamId,
  schema: null,
  ...snapshotOf("none", version, streamId),
});

/** When everybody else is long done. */
export const LATER = 50_000;

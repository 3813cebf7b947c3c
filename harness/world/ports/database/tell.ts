import type { Changes, Comparison, Where } from "../../../../src/kit/index.ts";
import { sayTime } from "../words.ts";
import type { Table, Values } from "./table.ts";
import { isComparison } from "./where.ts";

type AnyRow = Record<string, unknown>;
type Sign = keyof Comparison<unknown>;

/** What a comparison reads like: of values in general, and of points in time. */
const SIGNS: Readonly<Record<Sign, readonly [string, string]>> = {
  ne: ["is not", "is not"],
  lt: ["below", "before"],
  lte: ["at most", "not after"],
  gt: ["above", "after"],
  gte: ["at least", "not before"],
  in: ["is", "is"],
};

/** A row by its key. */
export const tellRow = (table: Table, values: Values): string =>
  (table.unique[0] ?? []).map((column) => tellValue(values[column] ?? "?")).join("/");

/** Rows by their keys, where they are few. */
export function tellRows(table: Table, rows: readonly Values[]): string {
  if (rows.length === 0) return "no rows";
  return rows.length > 4 ? `${String(rows.length)} rows` : rows.map((row) => tellRow(table, row)).join(", ");
}

/** `"status = sent, attempts + 1"`. */
export const tellChanges = (changes: Changes<AnyRow>): string =>
  Object.entries(changes)
    .map(([column, change]) => {
      const by = typeof change === "object" && change !== null ? Reflect.get(change, "increment") : undefined;
      if (typeof by !== "number") return `${column} = ${tellValue(change)}`;
      return `${column} ${by < 0 ? "-" : "+"} ${String(Math.abs(by))}`;
    })
    .join(", ");

/** `" where status = pending, attempts below 3"`; nothing where there is no condition. */
export function tellWhere(where: Where<AnyRow> | undefined): string {
  const conditions = Object.entries(where ?? {}).flatMap(([column, condition]) => tellCondition(column, condition));
  return conditions.length === 0 ? "" : ` where ${conditions.join(", ")}`;
}

function tellCondition(column: string, condition: unknown): readonly string[] {
  if (!isComparison(condition)) return [`${column} = ${tellValue(condition)}`];
  return Object.entries(condition).map(([sign, value]: [string, unknown]) => {
    const [general, ofTime] = SIGNS[sign as Sign];
    const told = Array.isArray(value) ? value.map(tellValue).join(" or ") || "nothing" : tellValue(value);
    return `${column} ${value instanceof Date ? ofTime : general} ${told}`;
  });
}

function tellValue(value: unknown): string {
  if (value instanceof Date) return sayTime(value);
  if (typeof value !== "object" || value === null) return String(value);
  const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
  return text.replaceAll('"', "");
}

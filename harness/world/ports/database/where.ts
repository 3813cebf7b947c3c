import type { Changes, Comparison, SelectOptions, Where } from "../../../../src/kit/index.ts";
import { same } from "../../../spec/same.ts";
import type { Values } from "./table.ts";

const COMPARISONS: Readonly<Record<keyof Comparison<unknown>, (value: unknown, other: unknown) => boolean>> = {
  ne: (value, other) => !same(value, other),
  lt: (value, other) => compare(value, other) < 0,
  lte: (value, other) => compare(value, other) <= 0,
  gt: (value, other) => compare(value, other) > 0,
  gte: (value, other) => compare(value, other) >= 0,
  in: (value, others) => Array.isArray(others) && others.some((other) => same(value, other)),
};

/** Do a row's values meet every condition? A column that was never set is `null`. */
export function matches(values: Values, where: Where<Record<string, unknown>> | undefined): boolean {
  if (where === undefined) return true;
  for (const column of Object.keys(where)) if (!meets(values[column] ?? null, where[column])) return false;
  return true;
}

function meets(value: unknown, condition: unknown): boolean {
  if (!isComparison(condition)) return same(value, condition ?? null);
  return Object.entries(condition).every(([name, other]) => {
    // As in SQL, nothing is less or more than null, and null is not even different from anything.
    if (value === null && !(name === "ne" && other === null)) return false;
    return COMPARISONS[name as keyof Comparison<unknown>](value, other);
  });
}

/** Is it a comparison, and not a value that a column should equal? */
export function isComparison(condition: unknown): condition is Comparison<unknown> {
  if (typeof condition !== "object" || condition === null) return false;
  const prototype: unknown = Object.getPrototypeOf(condition);
  const keys = Object.keys(condition);
  return prototype === Object.prototype && keys.length > 0 && keys.every((key) => Object.hasOwn(COMPARISONS, key));
}

/** Compares two values of one type: numbers and bigints together, texts, dates. */
export function compare(left: unknown, right: unknown): number {
  if (left instanceof Object || right instanceof Object) return compare(Number(left), Number(right));
  if (left === right) return 0;
  if (left === null || left === undefined) return 1;
  if (right === null || right === undefined) return -1;
  return (left as number) < (right as number) ? -1 : (left as number) > (right as number) ? 1 : 0;
}

/** Rows in the order that was asked for. Without one, as the table has them. */
export function arrange<R extends { readonly values: Values }>(
  rows: readonly R[],
  options: SelectOptions<Record<string, unknown>>,
): readonly R[] {
  if (options.orderBy === undefined || options.orderBy.length === 0) return rows;
  return rows.toSorted((left, right) => inOrder(left.values, right.values, options));
}

/** Which of two rows comes first in the order that was asked for: below 0 the left one, 0 neither. */
export function inOrder(left: Values, right: Values, { orderBy = [] }: SelectOptions<Record<string, unknown>>): number {
  for (const term of orderBy) {
    const [sign, column] = term.startsWith("-") ? [-1, term.slice(1)] : [1, term];
    const order = sign * compare(left[column], right[column]);
    if (order !== 0) return order;
  }
  return 0;
}

/** The values of a row after an update. */
export function changed(values: Values, changes: Changes<Record<string, unknown>>): Values {
  const result: Record<string, unknown> = { ...values };
  for (const [column, change] of Object.entries(changes)) {
    const by =
      typeof change === "object" && change !== null ? (Reflect.get(change, "increment") as unknown) : undefined;
    result[column] = typeof by === "number" ? addTo(values[column], by) : change;
  }
  return result;
}

/** As in SQL, null and something is null. */
function addTo(value: unknown, by: number): unknown {
  if (value === null || value === undefined) return null;
  return typeof value === "bigint" ? value + BigInt(by) : Number(value) + by;
}

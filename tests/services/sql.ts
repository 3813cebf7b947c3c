import type { Changes, SelectOptions, Where } from "../../src/kit/index.ts";

/** A statement and its values. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const SIGNS = { ne: "<>", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

/** Collects values and hands out their places: `$1`, `$2`. */
class Values {
  readonly list: unknown[] = [];

  add(value: unknown): string {
    this.list.push(value);
    return `$${String(this.list.length)}`;
  }
}

/** A comparison or a change: a date is a value like any other. */
const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof Date);

function where(conditions: object, values: Values): string {
  const parts = Object.entries(conditions).flatMap(([name, wanted]: [string, unknown]): string[] => {
    const column = quote(name);
    if (wanted === undefined) return [];
    if (wanted === null) return [`${column} is null`];
    if (!isObject(wanted)) return [`${column} = ${values.add(wanted)}`];
    return Object.entries(wanted).map(([sign, value]: [string, unknown]) => {
      if (sign === "in") return `${column} = any(${values.add(value)})`;
      return `${column} ${SIGNS[sign as keyof typeof SIGNS]} ${values.add(value)}`;
    });
  });
  return parts.length === 0 ? "" : ` where ${parts.join(" and ")}`;
}

export function selectSql<R extends object>(table: string, options: SelectOptions<R> = {}): Sql {
  const values = new Values();
  const { where: conditions = {}, orderBy = [], limit, forUpdate = false, skipLocked = false } = options;
  const order = orderBy.map((name) => (name.startsWith("-") ? `${quote(name.slice(1))} desc` : quote(name)));
  const text = [
    `select * from ${quote(table)}${where(conditions, values)}`,
    ...(order.length === 0 ? [] : [`order by ${order.join(", ")}`]),
    ...(limit === undefined ? [] : [`limit ${values.add(limit)}`]),
    ...(forUpdate ? [`for update${skipLocked ? " skip locked" : ""}`] : []),
  ].join(" ");
  return { text, values: values.list };
}

export function insertSql(table: string, row: object, ifNew: boolean): Sql {
  const values = new Values();
  const columns = Object.entries(row).filter(([, value]) => value !== undefined);
  const names = columns.map(([name]) => quote(name)).join(", ");
  const places = columns.map(([, value]) => values.add(value)).join(", ");
  const text = `insert into ${quote(table)} (${names}) values (${places})${ifNew ? " on conflict do nothing" : ""} returning *`;
  return { text, values: values.list };
}

export function updateSql<R extends object>(table: string, changes: Changes<R>, conditions: Where<R>): Sql {
  const values = new Values();
  const sets = Object.entries(changes).map(([name, value]: [string, unknown]) => {
    const column = quote(name);
    if (!isObject(value)) return `${column} = ${values.add(value)}`;
    return `${column} = ${column} + ${values.add(Reflect.get(value, "increment"))}`;
  });
  return { text: `update ${quote(table)} set ${sets.join(", ")}${where(conditions, values)}`, values: values.list };
}

export function deleteSql<R extends object>(table: string, conditions: Where<R>): Sql {
  const values = new Values();
  return { text: `delete from ${quote(table)}${where(conditions, values)}`, values: values.list };
}

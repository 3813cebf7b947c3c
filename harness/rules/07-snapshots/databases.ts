import type { Database, Statements, Transaction } from "eventlings";

const WRITES = new Set<PropertyKey>(["insert", "update", "delete"]);

/** The same database, of which somebody hears before each statement that writes. */
export function watched<Tables extends object>(
  database: Database<Tables>,
  hear: (statement: string) => void,
): Database<Tables> {
  const watch = <T extends Statements<Tables>>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value: unknown = Reflect.get(object, name);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (WRITES.has(name)) hear(String(name));
          if (name === "transaction") {
            const [work, options] = args as [(transaction: Transaction<Tables>) => Promise<unknown>, object?];
            return database.transaction((transaction) => work(watch(transaction)), options);
          }
          const result: unknown = Reflect.apply(value, object, args);
          return name === "begin" ? (result as Promise<Statements<Tables>>).then(watch) : result;
        };
      },
    });
  return watch(database);
}

/** A database that answers whatever it is asked as `fail` does. */
export function failing<Tables extends object>(fail: (statement: string) => Promise<never>): Database<Tables> {
  return {
    select: (table) => fail(`select from ${table}`),
    insert: (table) => fail(`insert into ${table}`),
    update: (table) => fail(`update ${table}`),
    delete: (table) => fail(`delete from ${table}`),
    transaction: () => fail("begin a transaction"),
    begin: () => fail("begin a transaction"),
  };
}

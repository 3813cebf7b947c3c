import type { Me, World } from "../../../harness/world/world.ts";

/** A variable that processes share: each read and each write is one step. */
export interface Cell<T> {
  value: T;
  read(me: Me<unknown>): Promise<T>;
  write(me: Me<unknown>, value: T): Promise<void>;
}

/** Adds a variable to a world. */
export function cellIn<T>(world: Pick<World, "shared">, name: string, value: T): Cell<T> {
  const shared = world.shared(name);
  const cell: Cell<T> = {
    value,
    read: (me) => shared.call(me, { what: () => "read", changes: false, perform: () => cell.value }),
    write: (me, next) =>
      shared.call(me, {
        what: () => `write ${String(next)}`,
        changes: true,
        perform: () => {
          cell.value = next;
        },
      }),
  };
  return cell;
}

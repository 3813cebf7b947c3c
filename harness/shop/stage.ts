import type { Ids, RecordedEvent } from "eventlings";
import type { Me, World } from "#spec";
import { assemble, type Shop, type ShopTables } from "./assemble.ts";
import { ShopEvents } from "./event-table.ts";
import type { ShopModules } from "./modules.ts";

/** What was stored before a scene begins. */
export interface Stored {
  readonly events: readonly RecordedEvent[];
  readonly tables: { readonly [T in keyof ShopTables]: readonly ShopTables[T][] };
}

/** What all processes of the shop share, and a way to start one. */
export interface Stage {
  readonly events: ShopEvents;
  readonly stored: () => Stored;
  /** One process of the shop. After a crash it is opened again, with modules that were just evaluated. */
  readonly open: (me: Me<unknown>, modules: ShopModules, ids: Ids) => Shop;
}

/** Sets the shop's storage up in a world. */
export function setStage(world: World<unknown>, before?: Stored): Stage {
  const events = new ShopEvents(world, before?.events);
  const keys = world.keyValue("keys");
  const database = world.database<ShopTables>("read models", {
    tables: {
      orders: { key: "orderId" },
      revenue: { key: "day" },
      sales: { key: "sku" },
      checkpoints: { key: "projection" },
      snapshots: { key: "streamId" },
    },
  });
  const tables = ["orders", "revenue", "sales", "checkpoints", "snapshots"] as const;
  for (const table of tables) database.fill(table, before?.tables[table] ?? []);
  return {
    events,
    stored: () => ({
      events: events.all,
      tables: {
        orders: database.rows("orders"),
        revenue: database.rows("revenue"),
        sales: database.rows("sales"),
        checkpoints: database.rows("checkpoints"),
        snapshots: database.rows("snapshots"),
      },
    }),
    open: (me, modules, ids) =>
      assemble(modules, {
        store: events.for(me, modules.append.createIdempotentAppend),
        database: database.for(me),
        ids,
        keys: keys.for(me),
        timers: world.clock.for(me),
      }),
  };
}

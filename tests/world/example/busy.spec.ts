import { rulesFor } from "#spec";
import * as exercise from "./relay.ts";
import type { Tables } from "./relay.ts";

const rule = rulesFor("outbox/relay", exercise);

// Far too many schedules for its budget: the judge is busy for seconds.
rule("loses-nothing", ({ attack }) =>
  attack(
    (world) => {
      const database = world.database<Tables>("database", { tables: { outbox: { sequence: "position" } } });
      const broker = world.queues("broker").declare("orders");
      database.fill(
        "outbox",
        ["m1", "m2", "m3", "m4"].map((id) => ({ id, status: "pending" })),
      );
      for (const name of ["relay 1", "relay 2", "relay 3"])
        world.process(name, (me) =>
          me.exercise.createRelay({ database: database.for(me), queue: broker.for(me) }).publishPending(),
        );
      return {};
    },
    { faults: { crashes: 2 }, budget: 300_000, draws: 4_000 },
  ),
);

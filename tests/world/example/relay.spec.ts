import { rulesFor } from "#spec";
import * as exercise from "./relay.ts";
import type { Tables } from "./relay.ts";

const rule = rulesFor("outbox/relay", exercise);

rule("loses-nothing", ({ attack }) =>
  attack(
    (world) => {
      // What is stored, and what is there before anyone starts.
      const database = world.database<Tables>("database", { tables: { outbox: { sequence: "position" } } });
      const broker = world.queues("broker").declare("orders");
      database.fill("outbox", [
        { id: "m1", status: "pending" },
        { id: "m2", status: "pending" },
      ]);

      // Who runs. After a crash, the same function starts again, with a module that was just evaluated.
      for (const name of ["relay 1", "relay 2"])
        world.process(name, async (me) => {
          const relay = me.exercise.createRelay({ database: database.for(me), queue: broker.for(me) });
          await relay.publishPending();
        });

      // What must be true when nothing is left to happen.
      return {
        atTheEnd() {
          const sent = broker.sent("orders").map(({ messageId }) => messageId);
          const missing = ["m1", "m2"].find((id) => !sent.includes(id));
          if (missing === undefined) return undefined;
          return { happened: `${missing} was in the outbox and never reached the broker.`, received: sent };
        },
      };
    },
    { faults: { crashes: 1 } },
  ),
);

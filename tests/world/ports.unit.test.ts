import { RemoteError } from "../../src/kit/index.ts";
import { Lab } from "../../harness/world/lab.ts";
import { straightAhead } from "../../harness/world/run/strategy.ts";
import { World, type Me } from "../../harness/world/world.ts";
import {
  appendTo,
  conditionalAppendContract,
  idempotentAppendContract,
} from "../contracts/conditional-append.contract.ts";
import type { Factory } from "../contracts/contract.ts";
import { databaseContract, type ContractTables } from "../contracts/database.contract.ts";
import { valuesContract } from "../contracts/database-values.contract.ts";
import { waitingContract } from "../contracts/database-waiting.contract.ts";
import { eventStoreClientContract } from "../contracts/event-store-client.contract.ts";
import { keyValueContract } from "../contracts/key-value.contract.ts";
import { logContract } from "../contracts/log-broker.contract.ts";
import { sharingContract } from "../contracts/queue-sharing.contract.ts";
import { queueContract } from "../contracts/queue.contract.ts";
import { serviceContract } from "../contracts/remote-service.contract.ts";

/** Runs the cases of a contract inside of a process of the world, straight ahead. */
function onWorld<T>(make: (world: World) => (me: Me<unknown>) => T): Factory<T> {
  return async (body) => {
    let failed: unknown;
    const lab = new Lab(
      (run, bench) => {
        const world = new World(run, bench);
        const subjectFor = make(world);
        world.process("test", async (me) => {
          const clock = world.clock.for(me);
          // Virtual time passes only when nothing else can happen.
          const isWaiting = async (promise: Promise<unknown>): Promise<boolean> => {
            const settled = promise.then(
              () => false,
              () => false,
            );
            return Promise.race([settled, clock.sleep(1).then(() => true)]);
          };
          try {
            await body({ subject: subjectFor(me), isWaiting });
          } catch (error) {
            failed = error ?? new Error("It failed without a reason.");
          }
        });
        return {};
      },
      () => ({}),
    );
    try {
      const limits = { faults: {}, totalFaults: 0, steps: 1000, horizon: 60_000 };
      const { end } = await lab.run(straightAhead, limits);
      if (failed !== undefined) throw failed instanceof Error ? failed : new Error("It failed.", { cause: failed });
      if (end.kind !== "held") throw new Error(`The case did not come to its end: ${JSON.stringify(end)}`);
    } finally {
      lab.close();
    }
  };
}

for (const promised of [databaseContract, waitingContract, valuesContract])
  promised(
    onWorld((world) => {
      const database = world.database<ContractTables>("database", {
        tables: { customers: { unique: ["email"] }, outbox: { sequence: "position" } },
        transactionIds: true,
      });
      return (me) => ({ connect: () => database.for(me) });
    }),
  );

for (const promised of [queueContract, sharingContract])
  promised(
    onWorld((world) => {
      const broker = world.queues("broker").declare("work", { deadLetters: "dead", deliveryLimit: 3 }).declare("dead");
      return (me) => ({ channel: () => broker.for<number>(me) });
    }),
  );

logContract(
  onWorld((world) => {
    const log = world.log<number>("log", { partitions: 2, partitionFor: (key) => (key === "even" ? 0 : 1) });
    return (me) => ({ connect: () => log.for(me) });
  }),
);

serviceContract(
  onWorld((world) => {
    let number = 0;
    const service = world.service<{ readonly amount: number }, { readonly number: number }>("bank", {
      handle({ amount }) {
        if (amount < 0) throw new RemoteError("REFUSED", "An amount is never below 0.");
        return { number: (number += 1) };
      },
    });
    return (me) => ({ service: service.for(me), done: () => service.handled.length });
  }),
);

keyValueContract(
  onWorld((world) => {
    const store = world.keyValue("cache");
    return (me) => ({ store: store.for(me), pass: (milliseconds: number) => world.clock.for(me).sleep(milliseconds) });
  }),
);

eventStoreClientContract(
  onWorld((world) => {
    const store = world.eventStore("store");
    return (me) => ({ store: store.for(me) });
  }),
);

for (const promised of [conditionalAppendContract, idempotentAppendContract])
  promised(
    onWorld((world) => {
      const store = world.eventStore("store");
      return (me) => appendTo(store.for(me));
    }),
  );

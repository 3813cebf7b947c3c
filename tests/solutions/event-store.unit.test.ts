import { setTimeout as wait } from "node:timers/promises";
import * as frozenCopies from "../../harness/alternatives/04-event-store/1-append/class-of-frozen-copies.ts";
import * as batches from "../../harness/alternatives/04-event-store/1-append/delivers-in-batches.ts";
import * as gaps from "../../harness/alternatives/04-event-store/1-append/gaps-between-appends.ts";
import * as slots from "../../harness/alternatives/04-event-store/1-append/one-log-of-slots.ts";
import * as statesInTurn from "../../harness/alternatives/04-event-store/1-append/states-in-turn.ts";
import { testClock } from "../../harness/spec/index.ts";
import * as solution from "../../solutions/04-event-store/1-append.ts";
import { eventStoreContract } from "../contracts/event-store.contract.ts";

/** Nothing here waits for more than promises and a timer that is due. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await wait(1);
};

for (const { createEventStore } of [solution, frozenCopies, batches, gaps, slots, statesInTurn])
  eventStoreContract((body) => {
    const clock = testClock();
    return body({
      subject: { store: createEventStore({ clock }), another: createEventStore({ clock }), clock, settle },
      isWaiting: async () => false,
    });
  });

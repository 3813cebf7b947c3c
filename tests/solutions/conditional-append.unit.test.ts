import type { ConditionalAppend, EventTable } from "../../src/kit/index.ts";
import * as collisionEnds from "../../harness/alternatives/04-event-store/2-expected-version/a-collision-ends-a-number.ts";
import * as tableOfClaims from "../../harness/alternatives/04-event-store/2-expected-version/class-with-a-table-of-claims.ts";
import * as oneAtATime from "../../harness/alternatives/04-event-store/2-expected-version/one-at-a-time-in-the-process.ts";
import * as lookAgain from "../../harness/alternatives/04-event-store/3-idempotent-append/look-again-before-refusing.ts";
import * as pureDecision from "../../harness/alternatives/04-event-store/3-idempotent-append/pure-decision.ts";
import * as readsTheStream from "../../harness/alternatives/04-event-store/3-idempotent-append/reads-the-stream.ts";
import * as verdictOnIds from "../../harness/alternatives/04-event-store/3-idempotent-append/verdict-on-the-ids.ts";
import * as conditional from "../../solutions/04-event-store/2-expected-version.ts";
import * as idempotent from "../../solutions/04-event-store/3-idempotent-append.ts";
import {
  conditionalAppendContract,
  idempotentAppendContract,
  type AppendUnderContract,
} from "../contracts/conditional-append.contract.ts";
import type { Factory } from "../contracts/contract.ts";
import { tableInMemory } from "../support/event-table.ts";

/** An append of lesson 4, on a table of its own. */
const onTable =
  (create: (ports: { readonly table: EventTable }) => ConditionalAppend): Factory<AppendUnderContract> =>
  (body) => {
    const table = tableInMemory();
    return body({
      subject: {
        append: create({ table }),
        elsewhere: create({ table }),
        held: (streamId) => table.rowsAfter(streamId, 0),
        truncateBefore: async (streamId, position) => table.truncateBefore(streamId, position),
      },
      isWaiting: async () => false,
    });
  };

for (const { createAppend } of [conditional, collisionEnds, tableOfClaims, oneAtATime])
  conditionalAppendContract(onTable(createAppend));

for (const { createIdempotentAppend } of [idempotent, lookAgain, pureDecision, readsTheStream, verdictOnIds]) {
  conditionalAppendContract(onTable(createIdempotentAppend));
  idempotentAppendContract(onTable(createIdempotentAppend));
}

import type { Check } from "../../harness/spec/index.ts";
import { TestTable } from "../../harness/rules/04-event-store/event-table.ts";
import { eventTableContract } from "../contracts/event-table.contract.ts";
import { tableInMemory } from "../support/event-table.ts";

const check = {
  fail(message: string): never {
    throw new Error(message);
  },
} as unknown as Check;

// The table that the rules of lesson 4 put under an append.
eventTableContract((body) => {
  const table = new TestTable(check);
  return body({
    subject: {
      table: table.port(),
      truncateBefore: async (streamId, position) => table.truncateBefore(streamId, position),
    },
    isWaiting: async () => false,
  });
});

eventTableContract((body) => {
  const table = tableInMemory();
  return body({
    subject: { table, truncateBefore: async (streamId, position) => table.truncateBefore(streamId, position) },
    isWaiting: async () => false,
  });
});

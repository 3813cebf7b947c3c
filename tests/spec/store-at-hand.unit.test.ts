import { expect, test } from "vitest";
import { storeAtHand } from "../../harness/spec/index.ts";
import {
  appendTo,
  conditionalAppendContract,
  idempotentAppendContract,
} from "../contracts/conditional-append.contract.ts";
import { eventStoreClientContract } from "../contracts/event-store-client.contract.ts";

const placed = { id: "1", type: "OrderPlaced", data: {} };

eventStoreClientContract((body) =>
  body({ subject: { store: storeAtHand() }, isWaiting: () => Promise.resolve(false) }),
);

for (const promised of [conditionalAppendContract, idempotentAppendContract])
  promised((body) => body({ subject: appendTo(storeAtHand()), isWaiting: () => Promise.resolve(false) }));

test("counts every call, and the events that it moved", async () => {
  const store = storeAtHand().fill("a", [placed]);
  await store.read("a");
  await store.readAll({ after: 1 });
  await store.append("a", [{ ...placed, id: "2" }], 1);
  expect(store.calls).toEqual([
    { call: "read", streamId: "a", events: 1 },
    { call: "readAll", streamId: "$all", events: 0 },
    { call: "append", streamId: "a", events: 1 },
  ]);
});

test("fails the next call once, before or after its effect", async () => {
  const store = storeAtHand();
  const before = store.failNext("append");
  await expect(store.append("a", [placed], 0)).rejects.toBe(before);
  expect(store.all()).toEqual([]);
  const after = store.failNext("append", "after");
  await expect(store.append("a", [placed], 0)).rejects.toBe(after);
  expect(store.stream("a").currentVersion).toBe(1);
  expect(await store.append("a", [placed], 0)).toMatchObject({ streamPosition: 1 });
});

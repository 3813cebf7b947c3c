import type { ConditionalAppend, EventTable, ExpectedVersion, NewEvent } from "eventlings";
import type { RuleContext } from "#spec";
import { TestTable } from "./event-table.ts";

// What every `ConditionalAppend` keeps, whatever else it promises: two exercises write one.

type Tools = Pick<RuleContext<unknown>, "check" | "step" | "scenario">;
type CreateAppend = (ports: { readonly table: EventTable }) => ConditionalAppend;

export const isConflict = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, "code") === "CONCURRENCY";

/** What a ConcurrencyError tells: nothing where it is another error. */
export function detailsOf(error: unknown): { readonly expected?: unknown; readonly actual?: unknown } {
  const details: unknown = error instanceof Error ? Reflect.get(error, "details") : undefined;
  return typeof details === "object" && details !== null ? details : {};
}

export const words = (expected: ExpectedVersion): string =>
  typeof expected === "number" ? `version ${String(expected)}` : `"${expected}"`;

/** What a stream holds: "4: new-1". */
export const held = (table: TestTable, streamId = "order-1"): string[] =>
  table.rows(streamId).map(({ id, streamPosition }) => `${String(streamPosition)}: ${id}`);

const event = (id: string): NewEvent => ({ id, type: "ItemAdded", data: { sku: "mug", quantity: 1 } });

/** A table with order-1 at version 3 and order-2 at version 2. */
function twoStreams(check: Tools["check"]): TestTable {
  const table = new TestTable(check);
  table.fill("order-2", 2);
  table.fill("order-1", 3);
  return table;
}

/** Other writers may be faster any number of times: a claim that stays true is not lost to them. */
export async function outlastsOtherWriters({ check, scenario }: Tools, createAppend: CreateAppend): Promise<void> {
  for (const expected of ["any", "stream-exists"] as const) {
    const table = twoStreams(check);
    scenario(`append expecting ${words(expected)}; twelve times in a row, another process is faster at the insert`);
    table.overtakeNext(12);
    await check.succeeds(
      () => createAppend({ table: table.port() })("order-1", [event("new-1"), event("new-2")], expected),
      `The stream was as the append claimed (${words(expected)}) all the time, and the append failed because others were faster twelve times in a row. Under load that is an ordinary minute, and the claim never became false.`,
    );
    check.equal(
      held(table).slice(15),
      ["16: new-1", "17: new-2"],
      "Twelve others were faster. The events should be right behind theirs, once.",
    );
  }
}

/**
 * An event that was read from a stream carries that stream's place: it gets its new one all the same. It is
 * frozen, as the factory of lesson 2 makes events: an append places copies.
 */
export async function placesWhatWasRead({ check, scenario }: Tools, createAppend: CreateAppend): Promise<void> {
  const table = twoStreams(check);
  scenario("append an event that was read from order-2, where it is at position 1, to order-1, expecting version 3");
  const read = Object.freeze({ ...event("read-1"), streamId: "order-2", streamPosition: 1 });
  await check.succeeds(
    () => createAppend({ table: table.port() })("order-1", [read], 3),
    "An event that was read from another stream was appended, and the append failed. The place that the event brings along is not the one that this append gives it. (The event is frozen, as the factory of lesson 2 makes events: the new place goes into a copy.)",
  );
  check.equal(
    held(table).slice(3),
    ["4: read-1"],
    "An event that was read from order-2 was appended to order-1, and it is not right behind order-1's last event. The place that it brings along is not the one that this append gives it.",
  );
}

/** The caller gets the database's own error, and nothing was tried again behind its back. */
export async function passesDatabaseErrorsOn({ check, scenario }: Tools, createAppend: CreateAppend): Promise<void> {
  const faults = [
    ["after insert", "the rows are inserted, and then the connection is lost", 1],
    ["before insert", "the connection is lost before the rows are inserted", 0],
    ["read", "the connection is lost at the first thing that is asked of the table", 0],
  ] as const;
  for (const [at, story, inserts] of faults) {
    for (const expected of ["any", 3] as const) {
      const table = twoStreams(check);
      const lost = table.failNext(at);
      scenario(`append expecting ${words(expected)}; ${story}`);
      const error = await check.fails(
        () => createAppend({ table: table.port() })("order-1", [event("new-1"), event("new-2")], expected),
        (error) => !isConflict(error),
        "The connection to the database was lost. That is not a conflict, and not a success that anyone has confirmed: the caller should get the database's error.",
      );
      check.that(
        error === lost,
        "The connection to the database was lost, and the caller got another error than the database's. What it should do now depends on that error.",
        { expected: lost, received: error },
      );
      check.equal(
        held(table).slice(3),
        inserts === 0 ? [] : ["4: new-1", "5: new-2"],
        inserts === 0
          ? "The connection was lost before anything was inserted, the caller was told that it failed, and the events are there all the same: the insert was tried again."
          : "After the lost answer the events should be there as the one insert left them: once.",
      );
    }
  }
}

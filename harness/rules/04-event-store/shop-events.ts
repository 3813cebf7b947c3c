import type { EventStore, NewEvent, RecordedEvent } from "eventlings";
import { same } from "#spec";

let made = 0;

/** A new event; its data is nested, as real data is. */
export function event(
  type: string,
  data: Record<string, unknown> = { items: [{ sku: "mug", quantity: 1 }] },
): NewEvent {
  made += 1;
  return { id: `evt-${String(made)}`, type, data };
}

/** An event with everything that a producer may say. */
export const fromProducer: NewEvent = {
  id: "evt-from-producer",
  type: "OrderPlaced",
  data: { version: 7, timestamp: "2020-02-02T00:00:00.000Z", deliverOn: new Date("2026-03-05T00:00:00.000Z") },
  metadata: { correlationId: "req-1", schemaVersion: 7 },
};

/** Appends `Happened1`, `Happened2`, … in one append. */
export async function appendMany(store: EventStore, stream: string, count: number): Promise<void> {
  await store.append(
    stream,
    Array.from({ length: count }, (_, index) => event(`Happened${String(index + 1)}`)),
  );
}

export const positions = (events: readonly RecordedEvent[]): number[] =>
  events.map(({ streamPosition }) => streamPosition);
export const types = (events: readonly RecordedEvent[]): string[] => events.map(({ type }) => type);

/** What the producer said of a recorded event, without what the store adds. */
export function saidIn(recorded: RecordedEvent): Partial<RecordedEvent> {
  const { streamId: _, streamPosition: _2, globalPosition: _3, recordedAt: _4, ...said } = recorded;
  return said;
}

/** The first place in which two values differ, as a sentence: "`data.deliverOn` was a Date and came back as text." */
export function differenceOf(before: unknown, after: unknown, path: readonly string[] = []): string | undefined {
  if (same(before, after)) return undefined;
  if (isNested(before) && isNested(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const within = differenceOf(Reflect.get(before, key), Reflect.get(after, key), [...path, key]);
      if (within !== undefined) return within;
    }
  }
  const place = `\`${path.join(".")}\``;
  if (after === undefined) return `${place} is gone.`;
  if (before === undefined) return `${place} is there, and the producer had not said it.`;
  const [kindBefore, kindAfter] = [kindOf(before), kindOf(after)];
  if (kindBefore !== kindAfter) return `${place} was ${kindBefore} and came back as ${kindAfter}.`;
  return `${place} is not what it was.`;
}

const isNested = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof Date);

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Date) return "a Date";
  if (Array.isArray(value)) return "an array";
  return { string: "text", number: "a number", boolean: "a boolean" }[typeof value as string] ?? "an object";
}

// @style Copies and freezes in one pass by hand, without structuredClone; ids are drawn before they are needed.
import type { Clock, EventFactory, Ids } from "eventlings";

/** A frozen copy of plain data. The types cannot follow a copy by hand, so the cast says it: same shape. */
function frozenCopy<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Object.freeze(new Date(value));
  if (Array.isArray(value)) return Object.freeze(value.map(copy));
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)])));
}

export function createEventFactory(ports: { readonly clock: Clock; readonly ids: Ids }): EventFactory {
  let spare = ports.ids.next();
  const nextId = (): string => {
    const id = spare;
    spare = ports.ids.next();
    return id;
  };

  return (type, data, context) => {
    const id = nextId();
    const cause = context?.causedBy;
    return frozenCopy({
      id,
      type,
      data,
      metadata: {
        correlationId: cause === undefined ? id : (cause.metadata?.correlationId ?? cause.id),
        ...(cause && { causationId: cause.id }),
        schemaVersion: context?.schemaVersion ?? 1,
        occurredAt: new Date(context?.occurredAt ?? ports.clock.now()).toISOString(),
      },
    });
  };
}

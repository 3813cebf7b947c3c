// @belief Copying an object field by field copies its fields.
// @breaks says-what-it-was-told
// @section text-from-outside
import type { Clock, EventFactory, EventOrigin, Ids } from "eventlings";

/** Makes the events of one service; time and ids come from the ports. */
export function createEventFactory({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }): EventFactory {
  return (type, data, { causedBy, schemaVersion = 1, occurredAt = clock.now() } = {}) => {
    const id = ids.next();
    const metadata: EventOrigin = {
      // Whoever starts a conversation lends it its id; everyone after only passes that on.
      correlationId: causedBy?.metadata?.correlationId ?? causedBy?.id ?? id,
      ...(causedBy === undefined ? {} : { causationId: causedBy.id }),
      schemaVersion,
      occurredAt: occurredAt.toISOString(),
    };
    // The copy comes first: freezing what the caller still uses would break the caller.
    return deepFreeze({ id, type, data: copyOf(data), metadata });
  };
}

function copyOf<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map(copy);
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) result[key] = copy(inner);
  return result;
}

/** Freezes a value and everything in it. `Object.freeze` alone stops at the first level. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

// @belief A field that is undefined is the same as one that is not there, so it can go.
// @breaks says-what-it-was-told
// @section what-json-loses
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
    return deepFreeze({ id, type, data: withoutUndefined(structuredClone(data)), metadata });
  };
}

/** Takes the fields that are undefined out of a copy. */
function withoutUndefined<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) Reflect.deleteProperty(value, key);
      else withoutUndefined(inner);
    }
  }
  return value;
}

/** Freezes a value and everything in it. `Object.freeze` alone stops at the first level. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

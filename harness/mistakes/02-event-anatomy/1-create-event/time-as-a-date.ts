// @belief A time is a Date; text is for sending.
// @breaks time-comes-from-the-clock
// @section time
import type { Clock, EventFactory, EventOrigin, Ids } from "eventlings";

/** Makes the events of one service; time and ids come from the ports. */
export function createEventFactory({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }): EventFactory {
  return (type, data, { causedBy, schemaVersion = 1, occurredAt = clock.now() } = {}) => {
    const id = ids.next();
    const metadata = {
      // Whoever starts a conversation lends it its id; everyone after only passes that on.
      correlationId: causedBy?.metadata?.correlationId ?? causedBy?.id ?? id,
      ...(causedBy === undefined ? {} : { causationId: causedBy.id }),
      schemaVersion,
      occurredAt: new Date(occurredAt),
    };
    // The copy comes first: freezing what the caller still uses would break the caller.
    return deepFreeze({ id, type, data: structuredClone(data), metadata: metadata as unknown as EventOrigin });
  };
}

/** Freezes a value and everything in it. `Object.freeze` alone stops at the first level. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

// @belief Metadata is context, and an event has the same context as the message that caused it.
// @breaks schema-version-is-a-shape, caller-keeps-its-objects, time-comes-from-the-clock, correlation-is-inherited
// @section correlation-and-causation
import type { Clock, EventFactory, EventOrigin, Ids } from "eventlings";

/** Makes the events of one service; time and ids come from the ports. */
export function createEventFactory({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }): EventFactory {
  return (type, data, { causedBy, schemaVersion, occurredAt } = {}) => {
    const id = ids.next();
    const metadata: EventOrigin = {
      schemaVersion: schemaVersion ?? 1,
      occurredAt: (occurredAt ?? clock.now()).toISOString(),
      ...causedBy?.metadata,
      // Whoever starts a conversation lends it its id; everyone after only passes that on.
      correlationId: causedBy?.metadata?.correlationId ?? causedBy?.id ?? id,
      ...(causedBy === undefined ? {} : { causationId: causedBy.id }),
    };
    // The copy comes first: freezing what the caller still uses would break the caller.
    return deepFreeze({ id, type, data: structuredClone(data), metadata });
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

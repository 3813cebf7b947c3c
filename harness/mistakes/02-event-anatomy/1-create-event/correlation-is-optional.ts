// @belief Only an event that has a cause needs a correlation id; the first one correlates with nothing.
// @breaks first-starts-a-conversation, correlation-is-inherited
// @section correlation-and-causation
import type { Clock, EventFactory, EventOrigin, Ids } from "eventlings";

/** Makes the events of one service; time and ids come from the ports. */
export function createEventFactory({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }): EventFactory {
  return (type, data, { causedBy, schemaVersion = 1, occurredAt = clock.now() } = {}) => {
    const id = ids.next();
    const metadata: EventOrigin = {
      correlationId: causedBy?.metadata?.correlationId ?? "",
      ...(causedBy === undefined ? {} : { causationId: causedBy.id }),
      schemaVersion,
      occurredAt: occurredAt.toISOString(),
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

// @belief The types say readonly, and the data is a copy of the caller's: that is immutable.
// @breaks frozen-all-the-way
// @section immutable-all-the-way-down
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
    return { id, type, data: structuredClone(data), metadata };
  };
}

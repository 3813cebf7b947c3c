import type { DomainEvent } from "./decider.ts";
import type { Recorded, RecordedEvent } from "./event.ts";
import type { StreamSlice } from "./event-store.ts";

/**
 * The events of a stream, taken for the kind that the stream is known to hold: `historyOf<OrderEvent>(slice)`.
 * A store cannot know what is in a stream, so nothing checks this. It is you who says it.
 */
export const historyOf = <Event extends DomainEvent>(slice: StreamSlice): readonly (Event & Recorded)[] =>
  slice.events as readonly unknown[] as readonly (Event & Recorded)[];

/** The same for events that are at hand without their slice: `asEvents<OrderEvent>(events)`. */
export const asEvents = <Event extends DomainEvent>(events: readonly RecordedEvent[]): readonly Event[] =>
  events as unknown as readonly Event[];

import type { DomainEvent } from "./decider.ts";
import type { Recorded } from "./event.ts";
import type { StreamSlice } from "./event-store.ts";

/**
 * The events of a stream, taken for the kind that the stream is known to hold: `historyOf<OrderEvent>(slice)`.
 * A store cannot know what is in a stream, so nothing checks this. It is you who says it.
 */
export const historyOf = <Event extends DomainEvent>(slice: StreamSlice): readonly (Event & Recorded)[] =>
  slice.events as readonly unknown[] as readonly (Event & Recorded)[];

/**
 * Where an event came from and which conversation it belongs to.
 *
 * - `correlationId` is shared by everything that one outside request set in motion.
 * - `causationId` is the id of the one message that directly caused this event.
 */
export interface EventMetadata {
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly [key: string]: unknown;
}

/**
 * An event as its producer makes it: a fact with an identity, not yet placed in any stream.
 *
 * The producer makes `id` once and keeps it across retries; it is what everyone
 * downstream recognises a duplicate by.
 */
export interface NewEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  /** Past tense, in the words of the business: `OrderPlaced`. */
  readonly type: Type;
  readonly data: Data;
  readonly metadata?: EventMetadata;
}

/** What the store adds to an event when it records it. A producer never sets these. */
export interface Recorded {
  readonly streamId: string;
  /** Place within its stream. The first event of a stream has position 1. */
  readonly streamPosition: number;
  /** Place among all events of the store: it only ever grows, and may have gaps. */
  readonly globalPosition: number;
  /** When the store recorded the event: what its clock showed, also after it was put back. Never used for ordering. */
  readonly recordedAt: Date;
}

/** An event as a store hands it out: what the producer said, plus where the store put it. */
export type RecordedEvent<E extends NewEvent = NewEvent> = E & Recorded;

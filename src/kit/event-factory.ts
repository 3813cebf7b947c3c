import type { EventMetadata, NewEvent } from "./event.ts";

/** The message that an event answers: a command, or another event (recorded or not). */
export interface Cause {
  readonly id: string;
  readonly metadata?: EventMetadata;
}

/** What a producer knows about an event beyond its type and its data. All of it is optional. */
export interface EventContext {
  /** The message that made this event happen. Without one, the event starts a conversation of its own. */
  readonly causedBy?: Cause;
  /** Which shape `data` has, counted from 1. Default 1. It has nothing to do with a place in a stream. */
  readonly schemaVersion?: number;
  /** When it happened in the world, where that is known and is not now. Default: what the clock shows. */
  readonly occurredAt?: Date;
}

/** The metadata of an event that a factory made: where it came from, what shape it has, and when it happened. */
export interface EventOrigin extends EventMetadata {
  readonly correlationId: string;
  /** Absent or undefined on the first event of a conversation. */
  readonly causationId?: string;
  readonly schemaVersion: number;
  /** ISO 8601 in UTC, as `toISOString` writes it. Text, because a frozen Date can still be changed. */
  readonly occurredAt: string;
}

/** A new event whose origin is known. */
export interface CreatedEvent<Type extends string = string, Data = unknown> extends NewEvent<Type, Data> {
  readonly metadata: EventOrigin;
}

/** Makes events. The type and the data keep the types that they were given with. */
export type EventFactory = <Type extends string, Data>(
  type: Type,
  data: Data,
  context?: EventContext,
) => CreatedEvent<Type, Data>;

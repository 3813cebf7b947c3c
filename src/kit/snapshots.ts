import type { Database } from "./database.ts";
import type { DomainEvent } from "./decider.ts";
import type { EventStoreClient } from "./event-store-client.ts";
import type { NewEvent } from "./event.ts";
import type { Fold } from "./fold.ts";

/** A state that some code computed from a stream's events, and how far into the stream it goes. */
export interface Snapshot<State> {
  readonly streamId: string;
  /** Position of the last event that is in `state`. */
  readonly version: number;
  readonly state: State;
}

/**
 * Where snapshots are kept: a cache, beside the event store and on its own. It may lose them, be older
 * or newer than the events, or not answer: each call can fail, with any error.
 */
export interface SnapshotStore<State> {
  /** The newest snapshot of a stream that there is, as a copy; `undefined` where there is none. */
  load(streamId: string): Promise<Snapshot<State> | undefined>;
  save(snapshot: Snapshot<State>): Promise<void>;
}

/** A stream's state, ready for a decision, and what a save must know about it. */
export interface LoadedStream<State> {
  /** Was anything ever appended to the stream? */
  readonly exists: boolean;
  /** Position of the stream's last event; 0 where the stream does not exist. A save expects it. */
  readonly version: number;
  /** The state after the event at `version`. */
  readonly state: State;
  /** Version of the snapshot that `state` began with; 0 where the stream was replayed from its beginning. */
  readonly snapshotVersion: number;
}

/** What loading with snapshots needs. */
export interface SnapshotRepositoryPorts<State, Event extends DomainEvent> {
  readonly store: EventStoreClient;
  readonly snapshots: SnapshotStore<State>;
  readonly fold: Fold<State, Event>;
  /** Tells those who look after the shop of an error that stops nobody. It never throws. */
  readonly report: (error: unknown) => void;
}

/** Loads what is stored as events, with the help of snapshots. */
export interface SnapshotRepository<State> {
  load(streamId: string): Promise<LoadedStream<State>>;
}

/** Events that a state rests on are gone from the store, and nothing that is at hand stands in for them. */
export class MissingEvents extends Error {
  readonly code = "MISSING_EVENTS";
  readonly streamId: string;

  constructor(streamId: string, message = `Events of ${streamId} are gone, and nothing says what they said.`) {
    super(message);
    this.name = "MissingEvents";
    this.streamId = streamId;
  }
}

/** The newest snapshot of a stream. The key of the table is `streamId`. */
export interface SnapshotRow<State> {
  readonly streamId: string;
  readonly version: number;
  readonly state: State;
}

/** What the policy keeps its snapshots in. */
export interface SnapshotTables<State> {
  snapshots: SnapshotRow<State>;
}

/** What saving with snapshots needs. */
export interface SnapshotPolicyPorts<State, Event extends DomainEvent> {
  readonly store: EventStoreClient;
  /** Apart from the event store: there is no transaction over both. Each statement can fail. */
  readonly database: Database<SnapshotTables<State>>;
  readonly fold: Fold<State, Event>;
  /** How many events may lie behind the last snapshot until the next one is due. 1 or more. */
  readonly every: number;
  /** Tells those who look after the shop of an error that stops nobody. It never throws. */
  readonly report: (error: unknown) => void;
}

/** Stores what was decided, and takes a snapshot now and then. */
export interface SnapshotPolicy<State, Event extends DomainEvent> {
  /**
   * Appends events to a stream as it was loaded, and says what it is now.
   *
   * @throws ConcurrencyError where the stream has moved on since; whatever the store throws
   */
  save(
    streamId: string,
    loaded: LoadedStream<State>,
    events: readonly (Event & Pick<NewEvent, "id" | "metadata">)[],
  ): Promise<LoadedStream<State>>;
}

/** Snapshots of several releases of the code. The key of the table is `id`, and what it is made of is the writer's choice. */
export interface SchemaSnapshotRow {
  readonly id: string;
  readonly streamId: string;
  /** Number of the state's schema. `null` in rows of releases that had none: their `id` is the stream's. */
  readonly schema: number | null;
  readonly version: number;
  readonly state: unknown;
}

/** What the snapshots of several releases are kept in. */
export interface SchemaSnapshotTables {
  snapshots: SchemaSnapshotRow;
}

/** What the running code means by a state. */
export interface SnapshotSchema<State> {
  /** Counted up by whoever changes what a state holds, or how it is computed. 1 or more. */
  readonly number: number;
  /** Does it have the form of a state? For those who change it and forget to count. */
  readonly isState: (value: unknown) => value is State;
}

/** What keeping snapshots of several releases needs. */
export interface SchemaSnapshotsPorts<State> {
  readonly database: Database<SchemaSnapshotTables>;
  readonly schema: SnapshotSchema<State>;
}

/** Snapshots of the running code, beside those of other releases. */
export interface SchemaSnapshots<State> extends SnapshotStore<State> {
  /** Removes the snapshots of older schemas, of every stream, and says how many. */
  removeOlder(): Promise<number>;
}

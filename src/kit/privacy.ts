import type { Database } from "./database.ts";
import type { NewEvent } from "./event.ts";
import type { EventStoreClient } from "./event-store-client.ts";
import type { KeyValueClient } from "./key-value.ts";

/** An event whose data is an object with fields. */
export type FieldsEvent = NewEvent<string, Readonly<Record<string, unknown>>>;

/**
 * Which fields are about whom: by event type and field, the name of the field of the same event that holds the
 * person's id. The ids are random numbers and stay readable.
 *
 * `{ GiftOrdered: { giverName: "giverId", receiverAddress: "receiverId" } }`
 */
export type PersonalFields = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Keeps a key for each person, apart from the events. Each call is atomic, and can fail. */
export interface KeyVault {
  /**
   * The person's key: 32 bytes, the same for every process. It is made where there is none yet.
   *
   * @throws PersonForgotten where it was deleted: there will never be another one
   */
  obtain(person: string): Promise<Uint8Array>;
  /** The person's key, or `undefined` where it was deleted or never made. */
  find(person: string): Promise<Uint8Array | undefined>;
  /** Deletes the person's key for good. To delete it again changes nothing. */
  delete(person: string): Promise<void>;
}

/** Random bytes from the operating system. No two calls give the same, also after a restart. */
export interface RandomBytes {
  next(length: number): Uint8Array;
}

/** What stands in an event in place of a personal value: AES-256-GCM, each part in base64. */
export interface SealedValue {
  /** 12 bytes, used for this one encryption and for no other. */
  readonly nonce: string;
  /** The encrypted value, which was written as JSON. */
  readonly text: string;
  /** 16 bytes by which every change is noticed. */
  readonly tag: string;
}

/** What stands in place of a value that nobody can read any more. */
export const REDACTED = "(removed)";

/** An event as far as it can be read. */
export interface OpenedEvent {
  readonly event: FieldsEvent;
  /** The fields whose person's key is gone. In the event they are `REDACTED`. The order is of no account. */
  readonly redacted: readonly string[];
}

/** What sealing events needs. */
export interface PiiVaultPorts {
  readonly keys: KeyVault;
  readonly random: RandomBytes;
  readonly personal: PersonalFields;
}

/** Seals what is personal in an event before it is appended, and opens it after it was read. */
export interface PiiVault {
  /**
   * The same event with a `SealedValue` in each of its personal fields, under the key of the person that the field
   * is about. Fields that it does not have it does not get. What it is given it does not change.
   *
   * @throws whatever the key vault throws
   */
  seal(event: FieldsEvent): Promise<FieldsEvent>;
  /**
   * The event with its personal fields as they were before `seal`, or `REDACTED` where the key is gone.
   *
   * @throws ValueTampered where a personal field holds anything else than what was sealed there
   * @throws whatever the key vault throws
   */
  open(event: FieldsEvent): Promise<OpenedEvent>;
}

/** A personal field holds something else than what was sealed for this field of this event. */
export class ValueTampered extends Error {
  readonly code = "VALUE_TAMPERED";

  /**
   * @param eventId the event's id
   * @param field   the field's name
   */
  constructor(eventId: string, field: string) {
    super(`"${field}" of ${eventId} is not what was sealed there.`);
    this.name = "ValueTampered";
  }
}

/** The person was forgotten, and nothing can be sealed for them any more. */
export class PersonForgotten extends Error {
  readonly code = "PERSON_FORGOTTEN";

  constructor(person: string) {
    super(`${person} was forgotten: there will be no key for them.`);
    this.name = "PersonForgotten";
  }
}

/** A gift: an order that is about two people. All copies of it in the shop have this form. */
export interface Gift {
  readonly orderId: string;
  /** In minor units. */
  readonly total: number;
  /** Who gives. The ids are random numbers, and may stay. */
  readonly giverId: string;
  /** About the giver. */
  readonly giverName: string;
  /** Who receives; it may be the giver. */
  readonly receiverId: string;
  /** About the receiver, as is the address. */
  readonly receiverName: string;
  readonly receiverAddress: string;
}

/**
 * Everybody whom the shop has ever known. The table's key is `id`.
 *
 * Whoever writes something personal (a projection, for one) locks the rows of the people that it is about with
 * `forUpdate`, and holds the locks until all of it is written, in every place. For who is `forgotten` it writes
 * `REDACTED`, and does not ask for a key.
 */
export interface PersonRow {
  readonly id: string;
  readonly forgotten: boolean;
}

/** A snapshot of an order's stream. The table's key is `streamId`. It can be made anew from the events at any time. */
export interface GiftSnapshotRow {
  readonly streamId: string;
  readonly version: number;
  readonly state: Gift;
}

/** A message about a gift. The table's key is `id`. A relay publishes those that have no `publishedAt`. */
export interface GiftMessageRow {
  readonly id: string;
  readonly message: Gift;
  readonly publishedAt: Date | null;
}

/** What one day brought in. The table's key is `day`. There is nothing personal in it. */
export interface GiftStatisticsRow {
  readonly day: string;
  readonly orders: number;
  /** In minor units. */
  readonly total: number;
}

/** The shop's database. The key of `orders` is `orderId`. */
export interface GiftTables {
  people: PersonRow;
  orders: Gift;
  snapshots: GiftSnapshotRow;
  outbox: GiftMessageRow;
  statistics: GiftStatisticsRow;
}

/** Every place that holds something of a person. */
export interface ForgetPorts {
  /** The events. What is personal in them is sealed under its person's key. */
  readonly store: EventStoreClient;
  readonly keys: KeyVault;
  readonly database: Database<GiftTables>;
  /** Documents to be searched: the `Gift` of an order under `order/<orderId>`. One that is missing is made anew from `orders`. */
  readonly search: KeyValueClient;
  /** Finished pages, as text: an order's under `page/<orderId>`. One that is missing is made anew from `orders`. */
  readonly cache: KeyValueClient;
}

/** Forgets people. */
export interface Forgetting {
  /**
   * Forgets a person. When it resolves, nothing that is personal of theirs can be read in any place any more. If it
   * rejects, it may be half done, and is called again. To forget somebody again changes nothing.
   */
  forget(person: string): Promise<void>;
}

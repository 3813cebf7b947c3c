import type { NewEvent } from "./event.ts";

/** Asks for something to be done. It can be refused. */
export interface Command<Type extends string = string, Data = unknown> {
  /** Made once by the sender and kept when it sends again. */
  readonly id: string;
  /** Imperative: `PlaceOrder`. */
  readonly type: Type;
  readonly data: Data;
}

/** Asks for an answer, and changes nothing. */
export interface Query<Type extends string = string, Data = unknown> {
  /** `GetOrder`. */
  readonly type: Type;
  readonly data: Data;
}

/** Looks values up. What it hands out is a copy. */
export interface KeyValueReader {
  /** The value, or `undefined` where none was written. */
  read(key: string): Promise<unknown>;
}

/** Looks values up and changes them. */
export interface KeyValueStore extends KeyValueReader {
  write(key: string, value: unknown): Promise<void>;
}

/** Carries out a command. It fails by throwing at once or by rejecting later. */
export type CommandHandler = (command: Command, store: KeyValueStore) => Promise<void>;

/** Answers a query. The object that it gets can read and has no method `write`, not even behind a cast. */
export type QueryHandler = (query: Query, reader: KeyValueReader) => Promise<unknown>;

/** Reacts to an event. It fails by throwing at once or by rejecting later. */
export type Subscriber = (event: NewEvent) => Promise<void>;

/** One subscriber that could not cope with an event. */
export interface SubscriberFailure {
  /** The name that it subscribed with. */
  readonly subscriber: string;
  /** What it threw or rejected with, as it was: an Error, a text, or whatever else. */
  readonly error: unknown;
}

/**
 * What became of one published event, with one entry a subscriber: where two have the same name, it
 * stands there twice. The order of names and of failures has no meaning.
 */
export interface PublishReport {
  /** Names of the subscribers that handled the event. */
  readonly handledBy: readonly string[];
  readonly failures: readonly SubscriberFailure[];
}

/**
 * Takes each message to whoever handles its type. Handlers may use the bus themselves.
 *
 * It remembers nothing of a message: what is sent, asked or published twice is handled twice, also
 * with one id. What fails is not tried again. Its methods give a promise or return; only `handle` and
 * `answer` throw.
 */
export interface MessageBus {
  /** Says who carries out a type of command. Throws `DuplicateHandler` where someone already does. */
  handle(commandType: string, handler: CommandHandler): void;
  /** Says who answers a type of query. Throws `DuplicateHandler` where someone already does. */
  answer(queryType: string, handler: QueryHandler): void;
  /** Adds a subscriber to a type of event, always. `name` is how a report calls it, and need not be unique. */
  subscribe(eventType: string, name: string, subscriber: Subscriber): void;

  /**
   * Resolves once the command's handler has finished, and rejects with its error where it fails.
   * Rejects with `NoHandler` where the command has none.
   */
  send(command: Command): Promise<void>;
  /** Resolves with the handler's answer; rejects with its error, or with `NoHandler`. */
  ask(query: Query): Promise<unknown>;
  /**
   * Resolves once every subscriber of the event has finished or failed. It never rejects because a
   * subscriber failed: the event is a fact, whoever can or cannot cope with it.
   */
  publish(event: NewEvent): Promise<PublishReport>;
}

/** A command or a query that nobody handles. */
export class NoHandler extends Error {
  readonly code = "NO_HANDLER";

  /** @param type the message's type: `"PlaceOrder"` */
  constructor(type: string) {
    super(`Nobody handles ${type}. Register a handler for it before you send it.`);
    this.name = "NoHandler";
  }
}

/** A second handler for a command or a query that already has one. */
export class DuplicateHandler extends Error {
  readonly code = "DUPLICATE_HANDLER";

  /** @param type the message's type: `"PlaceOrder"` */
  constructor(type: string) {
    super(`${type} already has a handler. Keep one; if both must react, let them subscribe to an event.`);
    this.name = "DuplicateHandler";
  }
}

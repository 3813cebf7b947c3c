import type { Database } from "./database.ts";
import type { Decider, DomainEvent } from "./decider.ts";
import type { NewEvent } from "./event.ts";
import type { AppendResult } from "./event-store.ts";
import type { EventStoreClient } from "./event-store-client.ts";
import type { KeyValueClient } from "./key-value.ts";
import type { OrderCommand, OrderState } from "./order.ts";
import type { Ids } from "./ports.ts";
import type { CheckpointRow, OrderViewRow } from "./projection.ts";
import type { Timers } from "./timers.ts";

/** A command as it reaches the order service. */
export interface OrderRequest {
  /** Any text. Made once by the sender, and no other request's ever. Sent again, a request has the same. */
  readonly commandId: string;
  /** The order that it is about; its stream is `orderStream(orderId)`. */
  readonly orderId: string;
  /** As it came in: nobody has looked at it yet. */
  readonly command: unknown;
}

/** This is no command: something is missing, or makes no sense, whatever the order is like. */
export class InvalidCommand extends Error {
  readonly code = "INVALID_COMMAND";

  /** @param problem what is wrong with it, as a full sentence */
  constructor(problem: string) {
    super(problem);
    this.name = "InvalidCommand";
  }
}

/** What handling commands needs. */
export interface CommandPorts {
  readonly store: EventStoreClient;
  /** The rules of an order. `evolve` takes every event of an order's stream. */
  readonly decider: Decider<OrderCommand, DomainEvent, OrderState>;
  /**
   * Gives the command, checked and tidied: this one is to be decided on, not the raw one.
   *
   * @throws InvalidCommand
   */
  readonly validate: (command: unknown) => OrderCommand;
  /** Fresh ids. The store knows an append that is sent again by the ids of its events. */
  readonly ids: Ids;
  /** Shared by all processes of the service; what is in it survives them. You need not use it. */
  readonly keys: KeyValueClient;
  /** What the shop told its read models with, before they followed the store's log. */
  readonly publish: (event: NewEvent) => Promise<void>;
}

/** Handles what is asked of orders. */
export interface OrderCommands {
  /**
   * Carries a command out, and says where its last event was recorded: that is the version of the stream
   * to expect next, and the global position to wait for.
   *
   * A command from which nothing follows gets the stream's version, and a global position that the store
   * has reached and that is not before the stream's last event. It leaves no trace, so sent again it is a
   * new command.
   *
   * @throws InvalidCommand   as `validate` threw it
   * @throws CommandRefused   as `decide` threw it
   * @throws ConcurrencyError where another command was recorded first: the sender sends this one again
   * @throws whatever the store fails with: the sender sends the command again
   */
  handle(request: OrderRequest): Promise<AppendResult>;
}

/** What queries need. */
export interface QueryPorts {
  /** The read model. The keys: `orderId`, `projection`. */
  readonly database: Database<{ orders: OrderViewRow; checkpoints: CheckpointRow }>;
  /**
   * The name of the projection that keeps `orders` up to date, in one transaction with its checkpoint.
   * It has no checkpoint until it has put in something: its position is 0 then. Its checkpoint never goes
   * back. Other projections have theirs in the same table.
   */
  readonly projection: string;
  readonly timers: Timers;
  /** Milliseconds between two looks. */
  readonly pollEvery: number;
  /** The write model: what the shop read from, before it had read models. */
  readonly store: EventStoreClient;
}

/** From where on an answer counts, and for how long it may be waited for. */
export interface WaitFor {
  /** A global position. Everything up to it, and it itself, must be in the answer. */
  readonly position: number;
  /** In milliseconds. */
  readonly timeout: number;
}

/** What can be said of an order. */
export type OrderAnswer =
  | { readonly outcome: "found"; readonly order: OrderViewRow }
  /** There is no such order, up to the position that was asked for. */
  | { readonly outcome: "not-found" }
  /** The read model has not come to the position in time: nothing is known. */
  | { readonly outcome: "not-yet" };

/** Answers questions about orders from the read model. */
export interface OrderQueries {
  /**
   * One order. Without `waitFor` it answers at once, from whatever the read model holds now.
   *
   * May reject where the database fails.
   */
  getOrder(orderId: string, waitFor?: WaitFor): Promise<OrderAnswer>;
}

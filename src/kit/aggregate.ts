import type { NewEvent } from "./event.ts";
import type { NewOrderEvent, OrderCommand, OrderState } from "./order.ts";

/**
 * A consistency boundary as an object: it has a state, takes commands, and keeps the events that they
 * led to until somebody has stored them.
 */
export interface Aggregate<Event extends NewEvent, State> {
  /** The state after all of its events, stored or not. What a caller does to it changes nothing. */
  readonly state: State;
  /** Position of the last *stored* event that it knows; 0 where none is. It is what a save expects. */
  readonly version: number;
  /** What has happened and was not stored yet, in order. A copy. Each event keeps its id. */
  uncommittedEvents(): readonly Event[];
  /** They are stored, and the last of them is at this position: there are none left to store. */
  markCommitted(version: number): void;
}

/** The data of one kind of command: `DataOf<"ShipOrder">`. */
export type DataOf<Type extends OrderCommand["type"]> = Extract<OrderCommand, { readonly type: Type }>["data"];

/** An order as an object. A command that is refused throws `CommandRefused`, and changes nothing. */
export interface OrderAggregate extends Aggregate<NewOrderEvent, OrderState> {
  place(data: DataOf<"PlaceOrder">): void;
  recordPayment(data: DataOf<"RecordPayment">): void;
  ship(data: DataOf<"ShipOrder">): void;
  cancel(data: DataOf<"CancelOrder">): void;
}

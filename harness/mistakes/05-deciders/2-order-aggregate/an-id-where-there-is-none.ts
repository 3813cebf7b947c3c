// @belief Every order needs an id, so one that comes without gets one.
// @breaks asks-decide
// @section the-creating-command-brings-the-id
import {
  orderFold,
  type DataOf,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderCommand,
  type OrderPorts,
  type OrderState,
  type RecordedEvent,
} from "eventlings";

/** An order to which nothing has happened yet. */
export function createOrder(ports: OrderPorts): OrderAggregate {
  return new Order(ports);
}

/** The order that these stored events have led to. */
export function loadOrder(ports: OrderPorts, history: readonly RecordedEvent<NewOrderEvent>[]): OrderAggregate {
  const order = new Order(ports);
  for (const event of history) order.replay(event);
  return order;
}

class Order implements OrderAggregate {
  readonly #ports: OrderPorts;
  #state = orderFold.initialState();
  #version = 0;
  #uncommitted: NewOrderEvent[] = [];

  constructor(ports: OrderPorts) {
    this.#ports = ports;
  }

  get state(): OrderState {
    return structuredClone(this.#state);
  }

  get version(): number {
    return this.#version;
  }

  uncommittedEvents(): readonly NewOrderEvent[] {
    return structuredClone(this.#uncommitted);
  }

  markCommitted(version: number): void {
    this.#version = version;
    this.#uncommitted = [];
  }

  place(data: DataOf<"PlaceOrder">): void {
    this.#execute({ type: "PlaceOrder", data: { ...data, orderId: data.orderId || this.#ports.ids.next() } });
  }

  recordPayment(data: DataOf<"RecordPayment">): void {
    this.#execute({ type: "RecordPayment", data });
  }

  ship(data: DataOf<"ShipOrder">): void {
    this.#execute({ type: "ShipOrder", data });
  }

  cancel(data: DataOf<"CancelOrder">): void {
    this.#execute({ type: "CancelOrder", data });
  }

  /** Takes an event that is stored. It has happened: there is nothing to decide, and nothing to save. */
  replay(event: RecordedEvent<NewOrderEvent>): void {
    this.#apply(structuredClone(event));
    // Where the store put it. Whoever counts is wrong as soon as older events are truncated.
    this.#version = event.streamPosition;
  }

  /** The only way in for a command: decide first, and change nothing until that has succeeded. */
  #execute(command: OrderCommand): void {
    for (const fact of this.#ports.decide(command, this.state)) {
      const event: NewOrderEvent = { ...structuredClone(fact), id: this.#ports.ids.next() };
      this.#apply(event);
      this.#uncommitted.push(event);
    }
  }

  /** The only place where the state changes, for new events and for stored ones. */
  #apply(event: NewOrderEvent): void {
    this.#state = orderFold.evolve(this.#state, event);
  }
}

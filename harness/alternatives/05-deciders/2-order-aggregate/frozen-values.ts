// @style One immutable value that is replaced as a whole; everything in it is deeply frozen, and handed out as it is.
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

interface Snapshot {
  readonly state: OrderState;
  readonly version: number;
  readonly pending: readonly NewOrderEvent[];
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach((part) => frozen(part));
  }
  return value;
}

abstract class EventSourced {
  #now: Snapshot = { state: frozen(orderFold.initialState()), version: 0, pending: frozen([]) };

  get state(): OrderState {
    return this.#now.state;
  }
  get version(): number {
    return this.#now.version;
  }
  uncommittedEvents(): readonly NewOrderEvent[] {
    return this.#now.pending;
  }
  markCommitted(version: number): void {
    this.#now = { ...this.#now, version, pending: frozen([]) };
  }

  protected restore(events: readonly RecordedEvent<NewOrderEvent>[]): void {
    for (const event of structuredClone(events))
      this.#now = { ...this.#now, state: this.#after(event), version: event.streamPosition };
  }
  protected happened(events: readonly NewOrderEvent[]): void {
    for (const event of events)
      this.#now = { ...this.#now, state: this.#after(event), pending: frozen([...this.#now.pending, event]) };
  }
  #after(event: NewOrderEvent): OrderState {
    return frozen(orderFold.evolve(this.#now.state, frozen(event)));
  }
}

class Order extends EventSourced implements OrderAggregate {
  readonly #run: (command: OrderCommand) => void;

  constructor({ ids, decide }: OrderPorts, history: readonly RecordedEvent<NewOrderEvent>[]) {
    super();
    this.restore(history);
    this.#run = (command) => {
      const facts = structuredClone(decide(command, this.state));
      this.happened(facts.map((fact) => ({ id: ids.next(), ...fact })));
    };
  }
  place(data: DataOf<"PlaceOrder">): void {
    this.#run({ type: "PlaceOrder", data });
  }
  recordPayment(data: DataOf<"RecordPayment">): void {
    this.#run({ type: "RecordPayment", data });
  }
  ship(data: DataOf<"ShipOrder">): void {
    this.#run({ type: "ShipOrder", data });
  }
  cancel(data: DataOf<"CancelOrder">): void {
    this.#run({ type: "CancelOrder", data });
  }
}

export function createOrder(ports: OrderPorts): OrderAggregate {
  return new Order(ports, []);
}
export function loadOrder(ports: OrderPorts, history: readonly RecordedEvent<NewOrderEvent>[]): OrderAggregate {
  return new Order(ports, history);
}

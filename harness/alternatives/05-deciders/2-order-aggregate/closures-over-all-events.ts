// @style Closures: it keeps all of its events and nothing else, and folds them anew each time that somebody asks.
import {
  orderFold,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderCommand,
  type OrderEvent,
  type OrderPorts,
  type OrderState,
  type RecordedEvent,
} from "eventlings";

export const createOrder = (ports: OrderPorts): OrderAggregate => loadOrder(ports, []);

export function loadOrder(
  { ids, decide }: OrderPorts,
  history: readonly RecordedEvent<NewOrderEvent>[],
): OrderAggregate {
  // Texts cannot be changed by anyone. The data of an order is plain, so nothing is lost.
  let stored = history.map((event) => JSON.stringify(event));
  let fresh: string[] = [];
  let version = history.at(-1)?.streamPosition ?? 0;

  const read = (text: string): NewOrderEvent => JSON.parse(text) as NewOrderEvent;
  const stateNow = (): OrderState =>
    [...stored, ...fresh].reduce<OrderState>(
      (state, text) => orderFold.evolve(state, read(text)),
      orderFold.initialState(),
    );
  const identified = (fact: OrderEvent): NewOrderEvent => Object.assign({ id: ids.next() }, fact);
  const carryOut = (command: OrderCommand): void => {
    const facts = decide(command, stateNow());
    fresh = fresh.concat(facts.map((fact) => JSON.stringify(identified(fact))));
  };

  return {
    get state() {
      return stateNow();
    },
    get version() {
      return version;
    },
    uncommittedEvents: () => fresh.map(read),
    markCommitted(at) {
      version = at;
      stored = stored.concat(fresh);
      fresh = [];
    },
    place: (data) => carryOut({ type: "PlaceOrder", data }),
    recordPayment: (data) => carryOut({ type: "RecordPayment", data }),
    ship: (data) => carryOut({ type: "ShipOrder", data }),
    cancel: (data) => carryOut({ type: "CancelOrder", data }),
  };
}

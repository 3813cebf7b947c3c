// @style Asks decide once to see whether it refuses and once for the events; gives events a metadata of their own; a table of methods.
import {
  orderFold,
  type NewOrderEvent,
  type OrderAggregate,
  type OrderCommand,
  type OrderPorts,
  type RecordedEvent,
} from "eventlings";

const METHODS = {
  place: "PlaceOrder",
  recordPayment: "RecordPayment",
  ship: "ShipOrder",
  cancel: "CancelOrder",
} as const;

export function createOrder(ports: OrderPorts): OrderAggregate {
  return build(ports, []);
}

export function loadOrder(ports: OrderPorts, history: readonly RecordedEvent<NewOrderEvent>[]): OrderAggregate {
  return build(ports, history);
}

function build(ports: OrderPorts, history: readonly RecordedEvent<NewOrderEvent>[]): OrderAggregate {
  const inner = {
    state: structuredClone(history.reduce(orderFold.evolve, orderFold.initialState())),
    version: Math.max(0, ...history.map(({ streamPosition }) => streamPosition)),
    raised: new Map<string, NewOrderEvent>(),
  };

  const commands = Object.entries(METHODS).map(([method, type]) => [
    method,
    (data: OrderCommand["data"]) => {
      const command = structuredClone({ type, data }) as OrderCommand;
      ports.decide(command, structuredClone(inner.state)); // Does it refuse? Then nothing below is done.
      ports.ids.next(); // An id for a log entry: nobody has to use every id.
      const raised = ports.decide(command, structuredClone(inner.state)).map((fact): NewOrderEvent => {
        return { ...structuredClone(fact), id: ports.ids.next(), metadata: { command: type } };
      });
      inner.state = raised.reduce(orderFold.evolve, inner.state);
      for (const event of raised) inner.raised.set(event.id, event);
    },
  ]);

  return Object.defineProperties(
    {
      uncommittedEvents: () => structuredClone([...inner.raised.values()]),
      markCommitted(version: number): void {
        Object.assign(inner, { version, raised: new Map() });
      },
      ...(Object.fromEntries(commands) as Pick<OrderAggregate, keyof typeof METHODS>),
    },
    { state: { get: () => structuredClone(inner.state) }, version: { get: () => inner.version } },
  ) as unknown as OrderAggregate;
}

import {
  CommandRefused,
  InvalidCommand,
  orderFold,
  type CommandPorts,
  type DomainEvent,
  type NewEvent,
  type OrderCommand,
  type OrderEvent,
  type OrderRequest,
  type OrderState,
} from "eventlings";

const AT = "2026-01-15T09:00:00.000Z";

/** The commands of these rules, as they come in: with blanks that validation takes away. */
export const raw = {
  place: (orderId: string) => ({
    type: "PlaceOrder",
    data: { orderId, customerId: "ada", lines: [{ sku: "mug", quantity: 2, unitPrice: 1250 }], at: AT },
  }),
  pay: (amount = 1000) => ({ type: "RecordPayment", data: { amount, at: AT } }),
  ship: () => ({ type: "ShipOrder", data: { trackingNumber: "  TN-7 ", at: AT } }),
  cancel: () => ({ type: "CancelOrder", data: { reason: " changed her mind ", at: AT } }),
};

export const request = (commandId: string, command: unknown, orderId = "1"): OrderRequest => ({
  commandId,
  orderId,
  command,
});

/** Takes blanks away, and refuses what is no command. */
export function validate(command: unknown): OrderCommand {
  if (typeof command !== "object" || command === null || !("type" in command) || !("data" in command))
    throw new InvalidCommand("A command has a type and data.");
  const data = Object.entries(Object(command.data) as Record<string, unknown>).map(
    ([name, value]) => [name, typeof value === "string" ? value.trim() : value] as const,
  );
  return { type: command.type, data: Object.fromEntries(data) } as OrderCommand;
}

const refuse = (code: string): never => {
  throw new CommandRefused(code, `The order says no: ${code}.`);
};

function decide(command: OrderCommand, state: OrderState): readonly OrderEvent[] {
  if (command.type === "PlaceOrder") {
    if (state.status !== "none") return refuse("ALREADY_PLACED");
    const { at, ...data } = command.data;
    const total = data.lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
    return [{ type: "OrderPlaced", data: { ...data, total, placedAt: at } }];
  }
  const { at } = command.data;
  if (state.status === "none") return refuse("NOT_PLACED");
  switch (command.type) {
    case "RecordPayment":
      // Payments come in instalments: the same one twice is money twice.
      if (state.status === "cancelled" || state.status === "shipped") return refuse("TOO_LATE");
      return [{ type: "PaymentReceived", data: { amount: command.data.amount, paidAt: at } }];
    case "ShipOrder":
      if (state.status !== "paid") return refuse("NOT_PAID");
      return [{ type: "OrderShipped", data: { trackingNumber: command.data.trackingNumber, shippedAt: at } }];
    case "CancelOrder": {
      if (state.status === "shipped") return refuse("TOO_LATE");
      if (state.status === "cancelled") return [];
      const cancelled: OrderEvent = { type: "OrderCancelled", data: { reason: command.data.reason, cancelledAt: at } };
      if (state.paid === 0) return [cancelled];
      return [cancelled, { type: "PaymentRefunded", data: { amount: state.paid, refundedAt: at } }];
    }
  }
}

/** The order's rules, for whatever event a stream holds. */
export const decider: CommandPorts["decider"] = {
  initialState: orderFold.initialState,
  evolve: (state, event) => orderFold.evolve(state, event as OrderEvent),
  decide,
};

/** What is in a stream before a rule begins: recorded by someone else. */
export const history = (...commands: readonly unknown[]): readonly NewEvent[] => {
  const events: DomainEvent[] = [];
  for (const command of commands)
    events.push(...decide(validate(command), events.reduce(decider.evolve, decider.initialState())));
  return events.map(({ type, data }, index) => ({ id: `old-${String(index + 1)}`, type, data }));
};

export const isRefusal = (error: unknown): boolean => error instanceof CommandRefused;

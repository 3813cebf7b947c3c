import {
  CommandRefused,
  ConcurrencyError,
  historyOf,
  type CommandHandlerPorts,
  type CommandOutcome,
  type Decider,
  type DomainEvent,
  type NewEvent,
  type StreamCommandHandler,
} from "eventlings";
import type { StoreAtHand } from "#spec";

export type StockCommand =
  | { readonly type: "AddStock"; readonly quantity: number }
  /** Takes some of what is left, once for each reservation. */
  | { readonly type: "Reserve"; readonly reservation: string; readonly quantity: number }
  /** Nothing ever follows from it. */
  | { readonly type: "Look" };

export type StockEvent =
  | DomainEvent<"StockAdded", { readonly quantity: number; readonly basedOn: number }>
  | DomainEvent<"StockReserved", { readonly reservation: string; readonly quantity: number; readonly basedOn: number }>
  | DomainEvent<"StockRanOut", { readonly basedOn: number }>;

export interface StockState {
  /** How many events were seen: what a decision is based on. */
  readonly seen: number;
  readonly left: number;
  readonly reservations: readonly string[];
}

/** The stock of one article. Nobody can reserve what is not left, and a reservation that comes again is done already. */
export const stock: Decider<StockCommand, StockEvent, StockState> = {
  initialState: () => ({ seen: 0, left: 0, reservations: [] }),
  evolve(state, { type, data }) {
    const seen = state.seen + 1;
    if (type === "StockAdded") return { ...state, seen, left: state.left + data.quantity };
    if (type !== "StockReserved") return { ...state, seen };
    return {
      seen,
      left: state.left - data.quantity,
      reservations: [...state.reservations, data.reservation],
    };
  },
  decide(command, { seen, left, reservations }) {
    if (command.type === "Look") return [];
    const { quantity } = command;
    if (command.type === "AddStock") return [{ type: "StockAdded", data: { quantity, basedOn: seen } }];
    const { reservation } = command;
    if (reservations.includes(reservation)) return [];
    if (quantity > left) throw new CommandRefused("OUT_OF_STOCK", `Only ${String(left)} are left.`);
    const reserved: StockEvent = { type: "StockReserved", data: { reservation, quantity, basedOn: seen } };
    return quantity < left ? [reserved] : [reserved, { type: "StockRanOut", data: { basedOn: seen } }];
  },
};

export const add = (quantity: number): StockCommand => ({ type: "AddStock", quantity });
export const reserve = (reservation: string, quantity = 1): StockCommand => ({
  type: "Reserve",
  reservation,
  quantity,
});

/** A stream in which so much was added, one after the other. */
export const added = (...quantities: readonly number[]): readonly NewEvent[] =>
  quantities.map((quantity, index) => ({
    id: `old-${String(index + 1)}`,
    type: "StockAdded",
    data: { quantity, basedOn: index },
  }));

/** The same decider, and every command that it is asked to decide. */
export function watched(): { readonly decider: typeof stock; readonly decisions: StockState[] } {
  const decisions: StockState[] = [];
  return {
    decisions,
    decider: {
      ...stock,
      decide(command, state) {
        decisions.push(state);
        return stock.decide(command, state);
      },
    },
  };
}

/** Somebody else adds one to a stream. */
export function rival(store: StoreAtHand, streamId = "mugs"): void {
  const { currentVersion } = store.stream(streamId);
  const data = { quantity: 1, basedOn: currentVersion };
  store.fill(streamId, [{ id: `rival-add-${String(currentVersion)}`, type: "StockAdded", data }]);
}

/** A store where somebody else adds one right after the next call of this kind was answered. */
export function followed(store: StoreAtHand, call: "read" | "append"): StoreAtHand {
  let isOver = false;
  const follow = <T>(answer: T): T => {
    if (!isOver) rival(store);
    isOver = true;
    return answer;
  };
  return {
    ...store,
    read: async (...asked) => {
      const slice = await store.read(...asked);
      return call === "read" ? follow(slice) : slice;
    },
    append: async (...sent) => {
      const result = await store.append(...sent);
      return call === "append" ? follow(result) : result;
    },
  };
}

/** A store where somebody else takes one of what is left, right before each of the next so many appends. */
export function contested(store: StoreAtHand, times: number): StoreAtHand {
  let wins = 0;
  return {
    ...store,
    async append(streamId, events, expected) {
      if (wins < times) {
        wins += 1;
        const { currentVersion } = store.stream(streamId);
        const data = { reservation: `rival ${String(wins)}`, quantity: 1, basedOn: currentVersion };
        store.fill(streamId, [{ id: `rival-${String(wins)}`, type: "StockReserved", data }]);
      }
      return store.append(streamId, events, expected);
    },
  };
}

/** The handler of exercise 2, for those who judge what is built on it: it gives up after three attempts. */
export function stockHandler({
  store,
  decider,
  ids,
}: Omit<CommandHandlerPorts<StockCommand, StockEvent, StockState>, "maxAttempts">): StreamCommandHandler<StockCommand> {
  return async (streamId, command, { expectedVersion } = {}) => {
    for (let attempts = 1; ; attempts += 1) {
      const slice = await store.read(streamId);
      const { currentVersion } = slice;
      if (expectedVersion !== undefined && expectedVersion !== currentVersion)
        throw new ConcurrencyError("The stream is elsewhere.", { expected: expectedVersion, actual: currentVersion });
      const state = historyOf<StockEvent>(slice).reduce(decider.evolve, decider.initialState());
      const events = decider.decide(command, state).map((event) => ({ ...event, id: ids.next() }));
      const nothing: CommandOutcome = { streamPosition: currentVersion, globalPosition: undefined };
      if (events.length === 0) return nothing;
      try {
        return await store.append(streamId, events, currentVersion);
      } catch (error) {
        if (!(error instanceof ConcurrencyError) || expectedVersion !== undefined || attempts >= 3) throw error;
      }
    }
  };
}

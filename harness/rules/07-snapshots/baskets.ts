import type { DomainEvent, Fold, NewEvent, RecordedEvent } from "eventlings";

/** A basket, whose state shows each of its events, in order. */
export interface Basket {
  readonly items: readonly string[];
}

export type BasketEvent = DomainEvent<"ItemAdded", { readonly item: string }>;
export type NewBasketEvent = BasketEvent & Pick<NewEvent, "id">;

export const basketFold: Fold<Basket, BasketEvent> = {
  initialState: () => ({ items: [] }),
  evolve: ({ items }, { data }) => ({ items: [...items, data.item] }),
};

/** The item of the event at this position: in a stream, each says where it is. */
export const itemAt = (position: number): string => `item ${String(position)}`;

/** The events at the positions after `from`, up to `to`. */
export const added = (from: number, to: number, streamId = "basket-1"): NewBasketEvent[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => {
    const position = from + index + 1;
    return { id: `${streamId}/${String(position)}`, type: "ItemAdded", data: { item: itemAt(position) } };
  });

/** The state after that many events. */
export const basketAt = (version: number): Basket => ({
  items: Array.from({ length: version }, (_, index) => itemAt(index + 1)),
});

/** The state that recorded events give. */
export const replayed = (events: readonly RecordedEvent[]): Basket =>
  (events as unknown as readonly BasketEvent[]).reduce(
    (state, event) => basketFold.evolve(state, event),
    basketFold.initialState(),
  );

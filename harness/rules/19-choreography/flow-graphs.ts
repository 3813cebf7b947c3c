import type { DeclaredReaction, FlowDeclaration, FlowRecords, TraceNode } from "eventlings";
import fc from "fast-check";

/** Small flows of every form: with loops, dead ends, events that nobody says or hears. */
export const flows = fc
  .record({
    names: fc.shuffledSubarray(["A", "B", "C", "D", "E"], { minLength: 1 }),
    steps: fc.array(
      fc.record({
        service: fc.constantFrom("orders", "stock"),
        on: fc.nat(4),
        says: fc.array(fc.nat(4), { maxLength: 2 }),
      }),
      { maxLength: 6 },
    ),
    starts: fc.array(fc.nat(4), { maxLength: 2 }),
    ends: fc.array(fc.nat(4), { maxLength: 2 }),
  })
  .map(({ names, steps, starts, ends }): FlowDeclaration => {
    const name = (at: number): string => names[at % names.length] ?? "A";
    return {
      starts: [...new Set(starts.map(name))],
      ends: [...new Set(ends.map(name))],
      reactions: steps.map(({ service, on, says }) => ({ service, on: name(on), says: says.map(name) })),
    };
  });

/** What is true of a flow, found by trying everything. */
export interface Facts {
  readonly events: readonly string[];
  readonly follows: (event: string, other: string) => boolean;
  /** Fewest steps from one event to another, at least one; `Infinity` where there is no way. */
  readonly steps: (from: string, to: string) => number;
  readonly isSaid: (event: string) => boolean;
  readonly isHeard: (event: string) => boolean;
}

export function factsOf({ starts, ends, reactions }: FlowDeclaration): Facts {
  const events = [...new Set([...starts, ...ends, ...reactions.flatMap(({ on, says }) => [on, ...says])])].toSorted();
  const follows = (event: string, other: string): boolean =>
    reactions.some(({ on, says }) => on === other && says.includes(event));
  // Floyd and Warshall: through each event in turn.
  const distance = events.map((from) => events.map((to) => (follows(to, from) ? 1 : Infinity)));
  for (const through of events.keys())
    for (const from of events.keys())
      for (const to of events.keys()) {
        const row = distance[from] ?? [];
        row[to] = Math.min(row[to] ?? Infinity, (row[through] ?? Infinity) + (distance[through]?.[to] ?? Infinity));
      }
  return {
    events,
    follows,
    steps: (from, to) => distance[events.indexOf(from)]?.[events.indexOf(to)] ?? Infinity,
    isSaid: (event) => starts.includes(event) || reactions.some(({ says }) => says.includes(event)),
    isHeard: (event) => reactions.some(({ on }) => on === event),
  };
}

const reaction = (service: string, on: string, ...says: readonly string[]): DeclaredReaction => ({ service, on, says });

/** The shop as the usual diagram draws it: shipping follows the payment, and nobody hears of missing stock. */
export const USUAL_DIAGRAM: FlowDeclaration = {
  starts: ["OrderPlaced"],
  ends: ["OrderCompleted", "OrderCancelled"],
  reactions: [
    reaction("payments", "OrderPlaced", "PaymentReceived", "PaymentFailed"),
    reaction("stock", "OrderPlaced", "StockReserved", "StockUnavailable"),
    reaction("mail", "OrderPlaced"),
    reaction("shipping", "PaymentReceived", "OrderShipped"),
    reaction("orders", "OrderShipped", "OrderCompleted"),
    reaction("orders", "PaymentFailed", "OrderCancelled"),
    reaction("mail", "StockUnavailable"),
    reaction("loyalty", "OrderDelivered", "PointsGiven"),
  ],
};

/** The shop as it should be. */
export const WHOLE_SHOP: FlowDeclaration = {
  starts: ["OrderPlaced"],
  ends: ["OrderCompleted", "OrderCancelled"],
  reactions: [
    reaction("payments", "OrderPlaced", "PaymentReceived", "PaymentFailed"),
    reaction("payments", "StockUnavailable", "PaymentRefunded"),
    reaction("stock", "OrderPlaced", "StockReserved", "StockUnavailable"),
    reaction("stock", "PaymentFailed", "StockReleased"),
    reaction("shipping", "PaymentReceived", "OrderShipped"),
    reaction("shipping", "StockReserved", "OrderShipped"),
    reaction("orders", "OrderShipped", "OrderCompleted"),
    ...["PaymentFailed", "PaymentRefunded", "StockUnavailable", "StockReleased"].map((on) =>
      reaction("orders", on, "OrderCancelled"),
    ),
    reaction("mail", "OrderCompleted"),
  ],
};

/**
 * Prices that change because prices have changed; a report that hears of it; a retry that asks for itself. Of two
 * ways round, the longer one is declared first about prices, and last about stock.
 */
export const GOES_ROUND: FlowDeclaration = {
  starts: ["PriceSet", "ImportFailed", "StockLow"],
  ends: ["ReportMade"],
  reactions: [
    reaction("promotions", "PriceChanged", "DiscountAdjusted"),
    reaction("pricing", "PriceSet", "PriceChanged"),
    reaction("pricing", "DiscountAdjusted", "MarginChecked", "PriceChanged"),
    reaction("finance", "MarginChecked", "PriceChanged"),
    reaction("reports", "PriceChanged", "ReportMade"),
    reaction("imports", "ImportFailed", "ImportFailed", "ReportMade"),
    reaction("purchasing", "StockLow", "StockOrdered", "OfferAskedFor"),
    reaction("warehouse", "StockOrdered", "StockLow"),
    reaction("purchasing", "OfferAskedFor", "OfferReceived"),
    reaction("warehouse", "OfferReceived", "StockLow"),
  ],
};

/** Two events on each floor, and from each the way to both on the next: the ways double with every floor. */
export const ladder = (floors: number): FlowDeclaration => ({
  starts: ["left 0", "right 0"],
  ends: [],
  reactions: Array.from({ length: floors }, (_, floor) =>
    ["left", "right"].map((side) =>
      reaction("stairs", `${side} ${String(floor)}`, `left ${String(floor + 1)}`, `right ${String(floor + 1)}`),
    ),
  ).flat(),
});

/** A tree as a rule builds it: `undefined` in place of a type is a gap. */
export interface Tree {
  readonly id: string;
  readonly type: string | undefined;
  readonly caused: readonly Tree[];
}

/** A node as it is compared: with its children in the order of their ids, and nothing else in it. */
export const inOrder = (nodes: readonly TraceNode[]): readonly Tree[] =>
  nodes
    .map(({ id, type, caused }) => ({ id, type, caused: inOrder(caused) }))
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));

/** An event as it is recorded. */
export const recorded = (
  id: string,
  type: string,
  causationId?: string,
  correlationId: string | undefined = "flow-1",
): FlowRecords[number] => ({
  id,
  type,
  metadata: {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(causationId === undefined ? {} : { causationId }),
  },
});

/** Flows as they are recorded: each event may be caused by one of those before it, and some are not there. */
export const recordings = fc
  .record({
    events: fc.array(
      fc.record({
        type: fc.constantFrom("OrderPlaced", "PaymentFailed", "StockReserved"),
        cause: fc.option(fc.nat(6), { nil: undefined, freq: 4 }),
        flow: fc.constantFrom("flow-1", "flow-1", "flow-1", "flow-2"),
        isLost: fc.constantFrom(false, false, false, true),
        copies: fc.constantFrom(1, 1, 2),
      }),
      { maxLength: 7 },
    ),
    order: fc.array(fc.nat(1_000), { minLength: 14, maxLength: 14 }),
  })
  .map(({ events, order }): FlowRecords => {
    const all = events.map(({ type, cause, flow }, at) => {
      const before = cause === undefined || at === 0 ? undefined : `e${String(cause % at)}`;
      return recorded(`e${String(at)}`, type, before, flow);
    });
    return all
      .flatMap((event, at) => {
        const { isLost, copies } = events[at] ?? { isLost: false, copies: 1 };
        return isLost ? [] : Array.from({ length: copies }, () => event);
      })
      .map((event, at) => ({ event, key: order[at] ?? 0 }))
      .toSorted((left, right) => left.key - right.key)
      .map(({ event }) => event);
  });

/** The tree of a flow, built slowly: for each place, everything is looked through. */
export function treeOf(records: FlowRecords, correlationId: string): readonly Tree[] {
  const events = records.filter(
    ({ id, metadata }, at) =>
      metadata?.correlationId === correlationId && records.findIndex((other) => other.id === id) === at,
  );
  const below = (id: string): readonly Tree[] =>
    events
      .filter(({ metadata }) => metadata?.causationId === id)
      .map((event) => ({ id: event.id, type: event.type, caused: below(event.id) }));
  const beginnings = events.filter(({ metadata }) => metadata?.causationId === undefined);
  const causes = new Set(events.flatMap(({ metadata }) => metadata?.causationId ?? []));
  const gaps = [...causes].filter((cause) => !events.some(({ id }) => id === cause));
  return inOrder([
    ...beginnings.map(({ id, type }) => ({ id, type, caused: below(id) })),
    ...gaps.map((id) => ({ id, type: undefined, caused: below(id) })),
  ]);
}

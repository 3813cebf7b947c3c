import type * as exercise from "#exercise/05-deciders/2-order-aggregate";
import type { OrderAggregate, OrderCommand, OrderEvent, OrderState } from "eventlings";
import fc from "fast-check";
import { allowsAll, giftWrapped, notingIds, noting, portsWith, recorded, says, send } from "./aggregates.ts";
import { copyOf } from "./copies.ts";
import { drawnOnce } from "./drawn-once.ts";
import { anyCommandFor, cancel, eventsOf, historyUntil, outcomeOf, ship } from "./orders.ts";

// What an order does when everything is allowed: told once, and held against several laws.

type Module = Pick<typeof exercise, "loadOrder">;

/** What an order is loaded from, the position of its first event, and what it is sent then. */
export type Plot = readonly [history: readonly OrderEvent[], from: number, commands: readonly OrderCommand[]];

const FACTS = [...historyUntil("paid"), ...eventsOf(ship(), 0), ...eventsOf(cancel(), 0), giftWrapped];

export const anyPlot: fc.Arbitrary<Plot> = drawnOnce(
  fc.tuple(
    fc.array(fc.constantFrom(...FACTS), { maxLength: 4 }),
    fc.integer({ min: 1, max: 500 }),
    fc.array(anyCommandFor(7400), { minLength: 1, maxLength: 3 }),
  ),
);

/** What there is to see of an order at one point of its story. */
export interface Look {
  /** What decide was asked since the look before. */
  readonly asked: readonly { readonly command: OrderCommand; readonly state: OrderState }[];
  /** What came out of the method, if it was an error. */
  readonly thrown: readonly unknown[];
  readonly state: OrderState;
  readonly version: number;
  readonly uncommitted: ReturnType<typeof says>;
  readonly ids: readonly string[];
  /** The ids of the same events, looked at once more. */
  readonly again: readonly string[];
  /** All ids that `ids` had given out before the look, and after it. */
  readonly given: readonly [before: readonly string[], after: readonly string[]];
}

/** A story that goes on as far as somebody asks, and is told to everybody alike. */
export interface Story {
  /** The look after so many of the plot's commands; 0 is the one after loading. */
  after(commands: number): Look;
  /** The look after all of them were stored, the last one at this position. */
  stored(): Look;
  /** The look after the first command came once more, and that after this was stored as well. */
  onceMore(): Look;
  storedAgain(): Look;
}

const told = new WeakMap<Plot, Story>();

/** The story of this plot, played on a module that nobody else has. */
export async function storyOf(plot: Plot, fresh: () => Promise<Module>): Promise<Story> {
  const known = told.get(plot) ?? inTurns(plot, play(await fresh(), plot));
  told.set(plot, known);
  return known;
}

function inTurns([, , { length }]: Plot, looks: Generator<Look, void>): Story {
  const seen: Look[] = [];
  const failed: unknown[] = [];
  const at = (index: number): Look => {
    while (seen.length <= index) {
      if (failed.length > 0) throw failed[0];
      try {
        const { value } = looks.next();
        if (value === undefined) throw new Error("The story is over.");
        seen.push(value);
      } catch (error) {
        failed.push(error);
      }
    }
    return seen[index] as Look;
  };
  return {
    after: (commands) => at(commands),
    stored: () => at(length + 1),
    onceMore: () => at(length + 2),
    storedAgain: () => at(length + 3),
  };
}

function* play({ loadOrder }: Module, [history, from, commands]: Plot): Generator<Look, void> {
  const rules = noting(allowsAll);
  const ids = notingIds();
  const order = loadOrder(portsWith(rules.decide, ids), recorded(history, from));
  const look = (thrown: readonly unknown[] = []): Look => {
    const before = [...ids.given];
    const events = order.uncommittedEvents();
    const [facts, now] = [copyOf(says(events)), idsOf(events)];
    return {
      asked: rules.asked.splice(0),
      thrown,
      state: copyOf(order.state),
      version: order.version,
      uncommitted: facts,
      ids: now,
      again: idsOf(order.uncommittedEvents()),
      given: [before, [...ids.given]],
    };
  };
  const sendIt = (command: OrderCommand): readonly unknown[] => {
    const outcome = outcomeOf(() => send(order, copyOf(command)));
    return outcome.kind === "thrown" ? [outcome.error] : [];
  };
  yield look();
  for (const command of commands) yield look(sendIt(command));
  order.markCommitted(from + history.length + 10);
  yield look();
  const [first] = commands;
  yield look(first === undefined ? [] : sendIt(first));
  order.markCommitted(from + history.length + 20);
  yield look();
}

const idsOf = (events: ReturnType<OrderAggregate["uncommittedEvents"]>): readonly string[] =>
  events.map(({ id }) => id);

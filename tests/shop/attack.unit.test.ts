import { describe, expect, test } from "vitest";
import { ATTACKS, rush } from "../../harness/shop/attack.ts";
import type { Stored } from "../../harness/shop/stage.ts";
import type { ShopModules } from "../../harness/shop/modules.ts";
import { exploreScene, type AttackOptions } from "../../harness/world/explore-program.ts";
import * as collisionMeansDone from "../../harness/mistakes/04-event-store/3-idempotent-append/collision-means-done.ts";
import * as shipsUnpaid from "../../harness/mistakes/05-deciders/1-decide-order/ships-unpaid.ts";
import * as expectsAnyOrder from "../../harness/mistakes/06-repository/1-order-repository/expects-any.ts";
import * as expectsAny from "../../harness/mistakes/06-repository/2-handle-command/expects-any.ts";
import * as placeFirst from "../../harness/mistakes/09-projections/3-projection-runner/place-first.ts";
import * as inPounds from "../../harness/mistakes/09-projections/2-daily-revenue/in-pounds.ts";
import type { ShopCommand } from "../../src/judge/shop-entry.ts";
import { REFERENCE } from "./reference.ts";

const place = (order: string): ShopCommand => ({
  do: "place",
  order,
  customer: "ada",
  lines: [{ sku: "mug", quantity: 3, unitPrice: 1234 }],
});
const pay = (order: string): ShopCommand => ({ do: "pay", order, amount: 3702 });
const ship = (order: string): ShopCommand => ({ do: "ship", order, tracking: "P-1" });
const cancel = (order: string): ShopCommand => ({ do: "cancel", order });

const SMALL: AttackOptions = { steps: 400, budget: 6_000, draws: 60 };

/** Order 1 is placed. */
const PLACED: Stored = {
  events: [
    {
      id: "placed",
      type: "OrderPlaced",
      data: {
        orderId: "1",
        customerId: "ada",
        lines: [{ sku: "mug", quantity: 3, unitPrice: 1234 }],
        total: 3702,
        placedAt: "2026-01-15T08:00:00.000Z",
      },
      streamId: "order-1",
      streamPosition: 1,
      globalPosition: 1,
      recordedAt: new Date("2026-01-15T08:00:00.000Z"),
    },
  ],
  tables: { orders: [], revenue: [], sales: [], checkpoints: [], snapshots: [] },
};

const attacked = (
  modules: ShopModules,
  commands: readonly ShopCommand[],
  options: AttackOptions = SMALL,
  before?: Stored,
) => exploreScene(rush(commands, before), () => modules, options, 7);

describe("the shop of the reference's parts", () => {
  test.each(ATTACKS.map(({ name, options }) => [name, options] as const))("holds, attacked %s", async (_, options) => {
    const { faults } = options;
    const limits = { ...SMALL, ...(faults === undefined ? {} : { faults }) };
    expect(await attacked(REFERENCE, [place("1"), pay("1"), cancel("1")], limits)).toMatchObject({ kind: "held" });
    expect(await attacked(REFERENCE, [place("1"), pay("1"), ship("1")], limits)).toMatchObject({ kind: "held" });
  });
});

describe("a shop with one wrong part is found out", () => {
  const cases: readonly (readonly [string, Partial<ShopModules>, readonly ShopCommand[], AttackOptions, RegExp])[] = [
    [
      "an append that takes a collision for its own success",
      { append: collisionMeansDone },
      [pay("1"), cancel("1")],
      {},
      /"(cancel|pay) 1" was accepted, and there is no/,
    ],
    [
      "rules that ship what is not paid",
      { decide: shipsUnpaid },
      [place("1"), ship("1")],
      {},
      /order-1 was placed, and then OrderShipped happened to it/,
    ],
    [
      "a handler that expects any version",
      { handler: expectsAny },
      [place("1"), pay("1"), pay("1")],
      {},
      /order-1 was paid, and then PaymentReceived happened to it/,
    ],
    [
      "a repository that expects any version",
      { repository: expectsAnyOrder },
      [place("1"), pay("1"), ship("1"), ship("1")],
      {},
      /order-1 was shipped, and then OrderShipped happened to it/,
    ],
    [
      "a runner whose checkpoint comes first",
      { runner: placeFirst },
      [place("1")],
      { faults: { crashes: 1 } },
      /the view shows order 1 otherwise than its events do/,
    ],
    ["revenue in pounds", { revenue: inPounds }, [place("1"), pay("1")], {}, /the days' revenue does not add up/],
  ];

  test.each(cases)("%s", async (_, part, commands, options, happened) => {
    const before = commands.some((command) => command.do === "place") ? undefined : PLACED;
    const limits = { ...SMALL, draws: 300, ...options };
    const found = await attacked({ ...REFERENCE, ...part }, commands, limits, before);
    if (found.kind !== "broken") throw new Error(`It should have been found: ${found.kind}`);
    expect(found.counterexample.broken.happened).toMatch(happened);
    expect(found.counterexample.timeline.entries.length).toBeGreaterThan(0);
  });
});

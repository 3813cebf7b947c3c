/** One part of the shop: what an exercise has the learner write. */
export interface ShopPart {
  /** Its name in `harness/shop/modules.ts`. */
  readonly key: string;
  /** Id of the exercise. */
  readonly exercise: string;
}

/** What the shop is made of, from storage to read models. */
export const SHOP_PARTS: readonly ShopPart[] = [
  { key: "append", exercise: "event-store/idempotent-append" },
  { key: "decide", exercise: "deciders/decide-order" },
  { key: "aggregate", exercise: "deciders/order-aggregate" },
  { key: "repository", exercise: "repository/order-repository" },
  { key: "handler", exercise: "repository/handle-command" },
  { key: "snapshots", exercise: "snapshots/load-snapshot" },
  { key: "policy", exercise: "snapshots/snapshot-policy" },
  { key: "commands", exercise: "cqrs/command-handler" },
  { key: "queries", exercise: "cqrs/wait-for-position" },
  { key: "orderView", exercise: "projections/order-view" },
  { key: "revenue", exercise: "projections/daily-revenue" },
  { key: "runner", exercise: "projections/projection-runner" },
];

/** The learner's modules that the shop is made of. Which file each comes from stands in `src/judge/shop-parts.ts`. */
export interface ShopModules {
  readonly append: typeof import("#exercise/04-event-store/3-idempotent-append");
  readonly decide: typeof import("#exercise/05-deciders/1-decide-order");
  readonly aggregate: typeof import("#exercise/05-deciders/2-order-aggregate");
  readonly repository: typeof import("#exercise/06-repository/1-order-repository");
  readonly handler: typeof import("#exercise/06-repository/2-handle-command");
  readonly snapshots: typeof import("#exercise/07-snapshots/1-load-snapshot");
  readonly policy: typeof import("#exercise/07-snapshots/2-snapshot-policy");
  readonly commands: typeof import("#exercise/08-cqrs/1-command-handler");
  readonly queries: typeof import("#exercise/08-cqrs/2-wait-for-position");
  readonly orderView: typeof import("#exercise/09-projections/1-order-view");
  readonly revenue: typeof import("#exercise/09-projections/2-daily-revenue");
  readonly runner: typeof import("#exercise/09-projections/3-projection-runner");
}

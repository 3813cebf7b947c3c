import type { ShopModules } from "../../harness/shop/modules.ts";
import * as append from "../../solutions/04-event-store/3-idempotent-append.ts";
import * as decide from "../../solutions/05-deciders/1-decide-order.ts";
import * as aggregate from "../../solutions/05-deciders/2-order-aggregate.ts";
import * as repository from "../../solutions/06-repository/1-order-repository.ts";
import * as handler from "../../solutions/06-repository/2-handle-command.ts";
import * as snapshots from "../../solutions/07-snapshots/1-load-snapshot.ts";
import * as policy from "../../solutions/07-snapshots/2-snapshot-policy.ts";
import * as commands from "../../solutions/08-cqrs/1-command-handler.ts";
import * as queries from "../../solutions/08-cqrs/2-wait-for-position.ts";
import * as orderView from "../../solutions/09-projections/1-order-view.ts";
import * as revenue from "../../solutions/09-projections/2-daily-revenue.ts";
import * as runner from "../../solutions/09-projections/3-projection-runner.ts";

/** A shop all of whose parts are the reference's. */
export const REFERENCE: ShopModules = {
  append,
  decide,
  aggregate,
  repository,
  handler,
  snapshots,
  policy,
  commands,
  queries,
  orderView,
  revenue,
  runner,
};

import type { Subscription, SubscriptionEnd } from "eventlings";
import type { RuleContext } from "#spec";

type Tools = Pick<RuleContext<unknown>, "check" | "settle">;

/** Checks how a subscription has ended, without waiting for one that never ends. */
export type EndsAs = (wanted: SubscriptionEnd, happened?: string) => Promise<void>;

/**
 * Watches how a subscription ends, from the moment it was made: an `ended` that rejects before anybody
 * looks would be reported as an error that nobody caught, and not as the broken promise that it is.
 */
export function watchEnd({ check, settle }: Tools, subscription: Subscription): EndsAs {
  let end: unknown = "not ended";
  let rejection: { readonly error: unknown } | undefined;
  subscription.ended.then(
    (value) => (end = value),
    (error: unknown) => (rejection = { error }),
  );
  return async (wanted, happened = "The subscription did not end as it should: see what `ended` gave.") => {
    await settle();
    if (rejection !== undefined) {
      check.fail(`\`ended\` rejected with ${String(rejection.error)}. It never rejects: it tells how it ended.`);
    }
    check.equal(end, wanted, happened);
  };
}

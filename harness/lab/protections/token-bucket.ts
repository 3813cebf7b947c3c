import { capacityOf } from "../../../src/judge/lab-settings.ts";
import type { LabModules } from "../modules.ts";
import { calling, type Protect } from "./protecting.ts";

/** Of what the service can do, so much is asked of it. */
const SHARE = 0.95;

/**
 * Slows the callers down: each needs a permit before it asks the service, and there are a few less than the
 * service can do. Who has waited for half of the client's patience gives up.
 */
export const tokenBucket: Protect<LabModules["token-bucket"]> = (module, { settings, time, version }) => {
  const bucket = module.createTokenBucket({
    clock: time,
    timers: time,
    options: { burst: settings.workers, perSecond: Math.max(1, Math.floor(capacityOf(settings) * SHARE)) },
  });
  return {
    send(attempt) {
      const permit = bucket.take();
      const patience = time.start(settings.timeout / 2, () => permit.cancel());
      void calling(() => permit.granted)
        .then(async (granted) => {
          patience.cancel();
          if (granted !== true) return version.refuse(attempt);
          await version.work(attempt);
          version.answer(attempt);
        })
        .catch((error: unknown) => version.fail(error));
    },
  };
};

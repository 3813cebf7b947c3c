import type { Place } from "eventlings";
import type { LabModules } from "../modules.ts";
import type { Protect } from "./protecting.ts";

/** As many calls at once as the service turns out to bear; the callers measure it. */
export const adaptiveLimit: Protect<LabModules["adaptive-limit"]> = (module, { settings, time, version }) => {
  const { workers, queue, timeout } = settings;
  const limit = module.createAdaptiveLimit({
    clock: time,
    // Below as many as there are workers, some of them would have nothing to do, however slow it is.
    options: { initial: workers, min: workers, max: workers + queue, window: 100, slowAfter: timeout / 2 },
  });
  const places = new Map<number, Place>();
  return {
    send(attempt) {
      const place = limit.acquire();
      if (place === undefined) return version.refuse(attempt);
      places.set(attempt, place);
      void version
        .work(attempt)
        .then(() => {
          places.get(attempt)?.release("done");
          places.delete(attempt);
          version.answer(attempt);
        })
        .catch((error: unknown) => version.fail(error));
    },
    gone(attempt) {
      places.get(attempt)?.release("overloaded");
      places.delete(attempt);
    },
  };
};

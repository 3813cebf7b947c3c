import type { LabModules } from "../modules.ts";
import { calling, hasCode, type Protect } from "./protecting.ts";

/** As many as there are workers are processed at once; so many may wait, and the rest is refused. */
export const boundedConsumer: Protect<LabModules["bounded-consumer"]> = (module, { settings, version }) => {
  const consumer = module.createBoundedConsumer<{ readonly attempt: number }>({
    process: ({ attempt }) => version.work(attempt),
    concurrency: settings.workers,
    queue: settings.queue,
  });
  return {
    send(attempt) {
      void calling(() => consumer.onMessage({ attempt })).then(
        () => version.answer(attempt),
        (error: unknown) => (hasCode(error, "QUEUE_FULL") ? version.refuse(attempt) : version.fail(error)),
      );
    },
  };
};

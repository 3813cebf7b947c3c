// @belief Whenever there is nothing more to read, the view has caught up, and I say so.
// @breaks caught-up-once
// @section caught-up
import type { CatchUpEnd, CatchUpSubscription, EventLog, Listening } from "eventlings";

/** Reads a log to its end, and goes on with new events as they are appended. */
export function createCatchUpSubscription({
  log,
  capacity,
}: {
  readonly log: EventLog;
  readonly capacity: number;
}): CatchUpSubscription {
  return {
    subscribe(handler, { after = 0, onCaughtUp } = {}) {
      const bell = createBell();
      let stopped = false;

      // One loop, one position. It cannot tell old events from new ones, so there is no seam between
      // the two. The live feed only rings the bell: what is new is read like everything else.
      const deliver = async (): Promise<CatchUpEnd> => {
        let position = after;
        while (!stopped) {
          bell.hush(); // before the read: what is appended from here on rings again
          const page = await log.read({ after: position, limit: capacity });
          for (const event of page) {
            if (stopped) break;
            try {
              await handler(event);
            } catch (error) {
              return { reason: "handler-failed", error, globalPosition: event.globalPosition };
            }
            position = event.globalPosition;
          }
          if (page.length > 0 || stopped) continue;
          onCaughtUp?.();
          await bell.rung();
        }
        return { reason: "stopped" };
      };

      const run = async (): Promise<CatchUpEnd> => {
        let listening: Listening | undefined;
        try {
          listening = await log.listen(bell.ring);
          return await deliver();
        } catch (error) {
          return { reason: "log-failed", error };
        } finally {
          listening?.stop();
        }
      };

      const stop = (): void => {
        stopped = true;
        bell.ring();
      };
      return { ended: run(), stop };
    },
  };
}

/** Remembers that it rang while nobody waited: otherwise a ring between reading and waiting is lost. */
function createBell() {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring(): void {
      hasRung = true;
      wake?.();
    },
    hush(): void {
      hasRung = false;
    },
    async rung(): Promise<void> {
      if (!hasRung) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

// @belief What the feed told of while I read history is new, so I deliver all of it.
// @breaks no-event-twice, goes-on-after-a-crash, bounded-memory, failed-log-ends-it
// @section no-seam
import type { CatchUpEnd, CatchUpSubscription, EventLog, Listening, RecordedEvent } from "eventlings";

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
      const buffer: RecordedEvent[] = [];
      let position = after;
      let stopped = false;
      let failure: CatchUpEnd | undefined;
      let wake = (): void => undefined;

      const take = (event: RecordedEvent): void => {
        buffer.push(event);
        wake();
      };

      const deliver = async (event: RecordedEvent): Promise<void> => {
        if (stopped || failure !== undefined) return;
        try {
          await handler(event);
          position = event.globalPosition;
        } catch (error) {
          failure = { reason: "handler-failed", error, globalPosition: event.globalPosition };
        }
      };

      const readHistory = async (): Promise<void> => {
        for (;;) {
          const page = await log.read({ after: position, limit: capacity });
          for (const event of page) await deliver(event);
          if (page.length === 0 || stopped || failure !== undefined) return;
        }
      };

      const run = async (): Promise<CatchUpEnd> => {
        let listening: Listening | undefined;
        try {
          listening = await log.listen(take);
          await readHistory();
          if (!stopped && failure === undefined) onCaughtUp?.();
          while (!stopped && failure === undefined) {
            const event = buffer.shift();
            if (event !== undefined) await deliver(event);
            else await new Promise<void>((resolve) => (wake = resolve));
          }
          return failure ?? { reason: "stopped" };
        } catch (error) {
          return { reason: "log-failed", error };
        } finally {
          listening?.stop();
        }
      };

      const stop = (): void => {
        stopped = true;
        wake();
      };
      return { ended: run(), stop };
    },
  };
}

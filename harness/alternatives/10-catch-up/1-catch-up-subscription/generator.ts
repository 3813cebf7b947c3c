// @style A generator hands out one event at a time and says when there is none; the head counts what the feed told of.
import type { CatchUpEnd, CatchUpSubscription, EventLog, RecordedEvent } from "eventlings";

class HandlerFailed {
  readonly end: CatchUpEnd;

  constructor(error: unknown, { globalPosition }: RecordedEvent) {
    this.end = { reason: "handler-failed", error, globalPosition };
  }
}

export function createCatchUpSubscription(ports: { log: EventLog; capacity: number }): CatchUpSubscription {
  return {
    subscribe(handler, options = {}) {
      const waiting = new Set<() => void>();
      const state = { isOver: false, head: options.after ?? 0 };
      const wakeAll = (): void => {
        for (const resume of waiting) resume();
        waiting.clear();
      };

      async function* follow(): AsyncGenerator<RecordedEvent | "nothing more"> {
        let last = options.after ?? 0;
        for (;;) {
          const headBefore = state.head;
          const events = await ports.log.read({ after: last, limit: Math.min(ports.capacity, 100) });
          for (const event of events) {
            yield event;
            last = event.globalPosition;
          }
          if (events.length > 0) continue;
          yield "nothing more";
          // Was something announced while we looked? Then look again; else sleep.
          if (state.head === headBefore && !state.isOver) await new Promise<void>((resume) => waiting.add(resume));
        }
      }

      const consume = async (): Promise<CatchUpEnd> => {
        const listening = await ports.log.listen((event) => {
          state.head = event.globalPosition;
          wakeAll();
        });
        try {
          let caughtUp = false;
          for await (const item of follow()) {
            if (state.isOver) break;
            if (item === "nothing more") {
              if (!caughtUp) options.onCaughtUp?.();
              caughtUp = true;
            } else
              await handler(item).catch((error: unknown) => {
                throw new HandlerFailed(error, item);
              });
            if (state.isOver) break;
          }
          return { reason: "stopped" };
        } finally {
          listening.stop();
        }
      };

      return {
        ended: consume().catch((error: unknown): CatchUpEnd =>
          error instanceof HandlerFailed ? error.end : { reason: "log-failed", error },
        ),
        stop() {
          state.isOver = true;
          wakeAll();
        },
      };
    },
  };
}

import type { BodyEnd, Surroundings } from "./run-rule.ts";
import type { Guards } from "./guards.ts";
import { realTimers } from "./timers.ts";

const { setTimeout, clearTimeout, setImmediate } = realTimers;

/** Bytes of memory outside the heap (buffers) that a rule's run may leave behind. */
const BUFFER_LIMIT = 512 * 1024 * 1024;

/** Surrounds one run in the judge's process with its guards, a time limit and a proof of stillness. */
export function processSurroundings(guards: Guards, file: string, limit: number): Surroundings {
  return {
    async run(body) {
      guards.begin(file);
      const end = await settle(body, limit);
      // A rejection that nobody handles is reported once the microtasks have run dry.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      return end;
    },
    seen() {
      const seen = guards.end();
      if (seen !== undefined) return seen;
      const { external, arrayBuffers } = process.memoryUsage();
      const bytes = Math.max(external, arrayBuffers);
      if (bytes <= BUFFER_LIMIT) return undefined;
      return {
        kind: "memory",
        happened: `Your code holds ${String(Math.round(bytes / 1024 ** 2))} MB in buffers. Keep what you need and let go of the rest: a service with a leak like this is ended by its host.`,
      };
    },
  };
}

/**
 * Waits for the body to settle. Where it never will, `beforeExit` proves it: the event fires only
 * when the event loop has nothing left that could ever run.
 */
function settle(body: () => Promise<void>, limit: number): Promise<BodyEnd> {
  return new Promise((resolve) => {
    const finish = (end: BodyEnd): void => {
      clearTimeout(timer);
      process.off("beforeExit", still);
      resolve(end);
    };
    const still = (): void => {
      // Something must be left to do, or the process really ends.
      setImmediate(() => undefined);
      finish({
        kind: "stopped",
        failure: {
          kind: "never-settles",
          happened:
            "Your code returned a promise that never settles: nothing is left running that could resolve it. A caller would wait for ever, and hold its message, its lock and its memory while it waits.",
        },
      });
    };
    const timer = setTimeout(
      () =>
        finish({
          kind: "stopped",
          failure: {
            kind: "too-slow",
            happened: `Your code had not finished after ${String(limit / 1000)} s and was still busy. Nothing in this exercise needs to wait on real time.`,
          },
        }),
      limit,
    );
    timer.unref();
    process.on("beforeExit", still);
    void run(body).then(finish);
  });
}

async function run(body: () => Promise<void>): Promise<BodyEnd> {
  try {
    await body();
    return { kind: "returned" };
  } catch (error) {
    return { kind: "threw", error };
  }
}

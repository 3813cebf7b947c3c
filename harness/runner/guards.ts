import type { Failure } from "../../src/judge/protocol.ts";
import { takeIntrinsics, type Intrinsics } from "./intrinsics.ts";
import { describeError, placeIn } from "./frames.ts";
import { trackTimers, type TimerWatch } from "./timers.ts";

/** Thrown where learner code tried to end the process, so that the code after it does not run. */
class ExitRefused extends Error {
  constructor(call: string) {
    super(`${call} was stopped by the judge.`);
    this.name = "ExitRefused";
  }
}

/** Watches the process for what no rule can see: exits, patched globals, leaked timers, lost rejections. */
export interface Guards {
  /** Starts watching for one piece of learner code. */
  begin(file: string): void;
  /** What was seen since `begin`; the first and gravest thing. Undoes patches and clears timers. */
  end(): Failure | undefined;
}

/** Installs the guards in this process, once, before any learner code is evaluated. */
export function installGuards(): Guards {
  let file = "";
  let first: Failure | undefined;
  const record = (failure: Failure): void => {
    first ??= failure;
  };

  guardExits((call, kind) => {
    const error = new ExitRefused(call);
    const place = placeIn(file, error);
    record({
      kind,
      happened: `Your code called ${call}. That would end the whole service, and every message it was handling with it. Throw an error instead, and let the caller decide.`,
      ...(place === undefined ? {} : { place }),
    });
    return error;
  });

  process.on("unhandledRejection", (reason) => {
    const place = placeIn(file, reason);
    record({
      kind: "unhandled-rejection",
      happened: `A promise rejected and nobody was waiting for it: ${describeError(reason)}. Await every promise, or handle its rejection: in production, Node ends the process here.`,
      ...(place === undefined ? {} : { place }),
    });
  });

  process.on("uncaughtException", (error) => {
    const place = placeIn(file, error);
    record({
      kind: "threw",
      happened: `Your code threw ${describeError(error)} outside of any call that could catch it (in a timer or an event listener).`,
      ...(place === undefined ? {} : { place }),
    });
  });

  const timers: TimerWatch = trackTimers();
  const intrinsics: Intrinsics = takeIntrinsics();

  return {
    begin(path) {
      file = path;
      first = undefined;
    },
    end() {
      const patched = intrinsics.restore();
      if (patched !== undefined) {
        return {
          kind: "patched-global",
          happened: `Your code changed ${patched}, which every other piece of code in the process shares. The judge put it back. Write a function of your own instead.`,
        };
      }
      const leaked = timers.clearAll();
      if (first === undefined && leaked !== undefined) {
        const place = placeIn(file, leaked.origin);
        record({
          kind: "leaked-timer",
          happened: `Your code left a ${leaked.call} running after its work was done. It keeps the process alive and fires into code that is gone. Clear it, or use the clock port.`,
          ...(place === undefined ? {} : { place }),
        });
      }
      return first;
    },
  };
}

/** Replaces the ways out of the process by ones that report and throw. */
function guardExits(refuse: (call: string, kind: "exit" | "kill") => Error): void {
  const replace = (name: "exit" | "reallyExit" | "abort" | "kill", kind: "exit" | "kill"): void => {
    Object.defineProperty(process, name, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => {
        throw refuse(`process.${name}(${args.map(String).join(", ")})`, kind);
      },
    });
  };
  replace("exit", "exit");
  replace("reallyExit", "exit");
  replace("abort", "exit");
  replace("kill", "kill");
}

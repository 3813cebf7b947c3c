/** A timer that was still running when it should not have been. */
export interface LeakedTimer {
  readonly call: "setInterval" | "setTimeout" | "setImmediate";
  /** Carries the stack of the call that started it. */
  readonly origin: Error;
}

/** Knows the timers that learner code has started and not yet stopped. */
export interface TimerWatch {
  /** Stops them all and tells one of them, if there was any. */
  clearAll(): LeakedTimer | undefined;
}

/** The real timers, for the judge's own use: taken before they are wrapped. */
export const realTimers = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
} as const;

type Handle = NodeJS.Timeout | NodeJS.Immediate;

/** Wraps the global timers so that every running one is known. Call once, before learner code. */
export function trackTimers(): TimerWatch {
  const running = new Map<Handle, LeakedTimer>();

  const start = (call: LeakedTimer["call"], callback: (...args: unknown[]) => void, rest: unknown[]): Handle => {
    const timer: LeakedTimer = { call, origin: new Error(call) };
    const fire = (...args: unknown[]): void => {
      if (call !== "setInterval") running.delete(handle);
      callback(...args);
    };
    const [delay, ...args] = rest;
    const handle: Handle =
      call === "setImmediate"
        ? realTimers.setImmediate(fire, ...rest)
        : realTimers[call](fire, Number(delay ?? 0), ...args);
    running.set(handle, timer);
    return handle;
  };

  const wrap = (call: LeakedTimer["call"]): void => {
    const original: object = globalThis[call];
    const wrapped = (callback: (...args: unknown[]) => void, ...rest: unknown[]): Handle => start(call, callback, rest);
    // `util.promisify(setTimeout)` reads this symbol.
    Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
    Reflect.set(globalThis, call, wrapped);
  };
  wrap("setTimeout");
  wrap("setInterval");
  wrap("setImmediate");

  for (const name of ["clearTimeout", "clearInterval", "clearImmediate"] as const) {
    const original = globalThis[name] as (handle: unknown) => void;
    Reflect.set(globalThis, name, (handle: unknown) => {
      running.delete(handle as Handle);
      original(handle);
    });
  }

  return {
    clearAll() {
      const [leaked] = running.values();
      for (const handle of running.keys()) {
        running.delete(handle);
        if (handle instanceof realImmediate) clearImmediate(handle);
        else clearTimeout(handle as NodeJS.Timeout);
      }
      return leaked;
    },
  };
}

const probe = setImmediate(() => undefined);
const realImmediate = probe.constructor as new () => NodeJS.Immediate;
clearImmediate(probe);

/** A call that went round the ports. */
export interface Tripped {
  /** As the learner wrote it: `"Date.now()"`. */
  readonly call: string;
  readonly why: string;
  readonly instead: string;
  /** Carries the stack of the call. */
  readonly origin: Error;
}

/** What it did, in full sentences. */
export const sayTripped = ({ call, why, instead }: Tripped): string =>
  `Your code called ${call}, which goes round the ports: ${why} ${instead}`;

/** Watches the ways to time and chance that lead past the world. */
export interface Tripwires {
  /** From now on, a call counts. */
  watch(): void;
  /** From now on, it does not: the judge itself looks at the clock now and then. */
  rest(): void;
  /** Runs something of which no call counts. */
  aside(work: () => void): void;
  /** The first call since the last time. */
  take(): Tripped | undefined;
  /** Puts the real ones back. */
  disarm(): void;
}

const TIME = {
  why: "no schedule can decide when it happens, and in a test it takes real time.",
  instead: "Ask the clock port.",
};
const CHANCE = {
  why: "no two runs are alike, so what it breaks cannot be replayed.",
  instead:
    "Use the port for ids or for random numbers. Where an exercise has none, make an id of what you know (a stream's name and a place in it), so that doing the same again gives the same id.",
};

const OUTSIDE = {
  why: "nothing of it can crash, come twice or be late under a schedule.",
  instead: "Use the port that the exercise hands you.",
};

type Anything = (this: unknown, ...args: unknown[]) => unknown;

/** Puts a tripwire before every global that hands out real time or chance. */
export function armTripwires(): Tripwires {
  let watching = false;
  let first: Tripped | undefined;
  const undo: (() => void)[] = [];
  const trip = (call: string, { why, instead }: typeof TIME): void => {
    if (watching && first === undefined) first = { call, why, instead, origin: new Error(call) };
  };
  const replace = (owner: object, name: string, value: unknown): void => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (descriptor?.configurable !== true) return;
    Object.defineProperty(owner, name, { ...withoutAccess(descriptor), value });
    undo.push(() => Object.defineProperty(owner, name, descriptor));
  };
  const wire = (owner: object, name: string, call: string, words: typeof TIME): void => {
    const real = Reflect.get(owner, name) as unknown;
    if (typeof real !== "function") return;
    const wired: Anything = function (...args) {
      trip(call, words);
      return Reflect.apply(real as Anything, this, args);
    };
    Object.defineProperties(wired, Object.getOwnPropertyDescriptors(real));
    replace(owner, name, wired);
  };

  // Node makes some globals when they are first read, which takes memory and time: reading counts.
  const fence = (name: string, words: typeof TIME): void => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    if (descriptor?.configurable !== true) return;
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: descriptor.enumerable === true,
      get() {
        trip(name, words);
        return descriptor.get === undefined
          ? (descriptor.value as unknown)
          : (descriptor.get.call(globalThis) as unknown);
      },
      ...(descriptor.set === undefined ? {} : { set: descriptor.set }),
    });
    undo.push(() => Object.defineProperty(globalThis, name, descriptor));
  };

  const RealDate = Date;
  const wiredNow = (): number => {
    trip("Date.now()", TIME);
    return RealDate.now();
  };
  const wiredDate = new Proxy(RealDate, {
    construct(target, args, newTarget) {
      if (args.length === 0) trip("new Date()", TIME);
      return Reflect.construct(target, args, newTarget) as object;
    },
    apply() {
      trip("Date()", TIME);
      return RealDate();
    },
    get: (target, name) => (name === "now" ? wiredNow : (Reflect.get(target, name) as unknown)),
  });
  replace(globalThis, "Date", wiredDate);
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) wire(globalThis, name, name, TIME);
  wire(process, "nextTick", "process.nextTick", TIME);
  wire(process, "hrtime", "process.hrtime", TIME);
  wire(Math, "random", "Math.random()", CHANCE);
  fence("performance", TIME);
  fence("crypto", CHANCE);
  fence("fetch", OUTSIDE);

  return {
    watch() {
      watching = true;
    },
    rest() {
      watching = false;
    },
    aside(work) {
      const was = watching;
      watching = false;
      try {
        work();
      } finally {
        watching = was;
      }
    },
    take() {
      const seen = first;
      first = undefined;
      return seen;
    },
    disarm() {
      watching = false;
      for (const back of undo.toReversed()) back();
    },
  };
}

/** An accessor that is replaced by a value must lose both of its functions. */
function withoutAccess({ get: _get, set: _set, ...rest }: PropertyDescriptor): PropertyDescriptor {
  return { writable: true, ...rest };
}

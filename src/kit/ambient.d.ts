// The few names beyond ECMAScript that a learner's code may use. Everything else that a host offers
// (timers, fetch, process) is left out on purpose: exercises get time, ids and storage as ports.

/** A deep copy of plain data: the caller's object and yours no longer share anything. */
declare function structuredClone<T>(value: T): T;

/** Runs a callback once the current piece of work is done, before any timer. */
declare function queueMicrotask(callback: () => void): void;

declare const console: {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  error(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  table(values: unknown): void;
};

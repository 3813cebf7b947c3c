import type { Clock } from "./ports.ts";

/** A timer that has not fired yet. */
export interface RunningTimer {
  /** The callback is never called. Harmless when it was already. */
  cancel(): void;
}

/** Time that passes. In a test it is virtual: waiting for an hour takes no longer than waiting for a second. */
export interface Timers extends Clock {
  /** Resolves when so many milliseconds have passed. */
  sleep(milliseconds: number): Promise<void>;
  /** Calls back when so many milliseconds have passed, unless it is cancelled before. */
  start(milliseconds: number, callback: () => void): RunningTimer;
}

/** Random numbers. A test owns them, so that what they break can be seen again. */
export interface RandomSource {
  /** From 0 up to, and never, 1. */
  next(): number;
}

import type * as exercise from "#exercise/15-inbox/2-dedup-window";
import type { DedupWindow, MessageIdentity, RedeliveryPolicy, SteadyClock } from "eventlings";

export type Exercise = typeof exercise;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Four days in the queue, fourteen among the dead letters, and four in the queue again. */
export const REDELIVERY: RedeliveryPolicy = { retention: 4 * DAY, deadLetterRetention: 14 * DAY };
/** After this time, the broker cannot bring a message any more. */
export const LAST_CHANCE = 22 * DAY;
/** After this time at the latest, a place must be free. */
export const LONG_AGO = 2 * LAST_CHANCE + 1;

/** Both times of a process, for a rule to move. */
export class TwoClocks implements SteadyClock {
  #wall = Date.UTC(2026, 0, 15, 9);
  #elapsed: number;

  /** @param start what `elapsed` begins with: another number in every process */
  constructor(start = 5_000) {
    this.#elapsed = start;
  }

  now(): Date {
    return new Date(this.#wall);
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** Time passes. */
  pass(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#elapsed += milliseconds;
  }

  /** Somebody sets the wall clock. */
  setWall(by: number): void {
    this.#wall += by;
  }
}

export const message = (messageId: string): MessageIdentity => ({ messageId });
export const number = (sequence: number, producer = "orders"): MessageIdentity => ({
  messageId: `${producer}-${String(sequence)}`,
  numbered: { producer, sequence },
});

/** How a failure calls a message. */
export const name = ({ messageId, numbered }: MessageIdentity): string =>
  numbered === undefined ? messageId : `number ${String(numbered.sequence)} of ${numbered.producer}`;

/** A window, and the process around it. */
export interface Running {
  readonly window: DedupWindow;
  readonly clock: TwoClocks;
}

interface Start {
  readonly capacity?: number;
  readonly clock?: TwoClocks;
  /** As JSON. */
  readonly saved?: string;
}

/** Starts a process that keeps a window. */
export function start(
  { createDedupWindow }: Exercise,
  { capacity = 100, clock = new TwoClocks(), saved }: Start = {},
): Running {
  const window = createDedupWindow({
    clock,
    redelivery: REDELIVERY,
    capacity,
    ...(saved === undefined ? {} : { saved: JSON.parse(saved) as unknown }),
  });
  return { window, clock };
}

/** What would be written to the disk. */
export const written = (window: DedupWindow): string => JSON.stringify(window.save()) ?? "null";

/** Adds a message and says whether the window had room for it. Other errors are the caller's. */
export function fits(window: DedupWindow, added: MessageIdentity): boolean {
  try {
    window.add(added);
    return true;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "WINDOW_FULL") return false;
    throw error;
  }
}

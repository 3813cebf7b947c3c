/** Milliseconds that a wheel looks ahead at most. A power of two. */
const SIZE = 16_384;
const NONE: readonly number[] = [];

/** What is due at which millisecond: a list each, in a ring. No timer could be cheaper. */
export class Wheel {
  readonly #slots: (number[] | undefined)[] = Array.from({ length: SIZE });

  /** @param delay whole milliseconds, at least 1 */
  put(now: number, delay: number, value: number): void {
    if (delay < 1 || delay >= SIZE) throw new RangeError(`A wheel cannot look ${String(delay)} ms ahead.`);
    const slot = (now + delay) & (SIZE - 1);
    const due = this.#slots[slot];
    if (due === undefined) this.#slots[slot] = [value];
    else due.push(value);
  }

  /** All that is due at this millisecond, in the order in which it was put there. Ask at every one. */
  take(now: number): readonly number[] {
    const slot = now & (SIZE - 1);
    const due = this.#slots[slot];
    if (due === undefined) return NONE;
    this.#slots[slot] = undefined;
    return due;
  }
}

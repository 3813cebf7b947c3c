/** Bits for named things; what has more than these shares some, which only costs pruning. */
const NAMED = 28;

/** Set by every fault: which of two happens decides whether there is room for the other. */
export const FAULT_BIT = 1 << 28;
/** Set by every effect while a rule watches the state after each step. */
export const VISIBLE_BIT = 1 << 29;
/** Whoever changes the time may be seen by everyone. */
export const EVERYTHING = -1;

/**
 * Hands out bits for resources, so that whether two steps could get in each other's way is one
 * comparison of two numbers. The same name always has the same bit.
 */
export class Footprints {
  readonly #bits = new Map<string, number>();

  bit(name: string): number {
    const known = this.#bits.get(name);
    if (known !== undefined) return known;
    const bit = 1 << (this.#bits.size % NAMED);
    // Names can come from values (a key of a store): past a point, a new one need not be remembered.
    if (this.#bits.size < 4096) this.#bits.set(name, bit);
    return bit;
  }
}

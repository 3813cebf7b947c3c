import type { Key } from "../keys.ts";

/** Someone at a terminal. */
export interface Person {
  /** Shows a text (made again when the window changes its size) and waits for a key. */
  press(render: () => string): Promise<Key>;
  /** Gives the terminal to another command while it runs. */
  lend<T>(work: () => Promise<T>): Promise<T>;
  /** Gives the terminal back for good. */
  leave(): void;
}

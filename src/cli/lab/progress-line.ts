import type { Io } from "../io.ts";

/** A line that says how far something is, while somebody watches. */
export interface ProgressLine {
  /** @param share from 0 to 1 */
  show(share: number): void;
  /** Takes it away. */
  clear(): void;
}

const START_OF_LINE = "\r";
const REST_OF_LINE = "\u001b[K";

/** Where nobody watches, or the output is for a program, it says nothing. */
export function openProgress(
  io: Pick<Io, "interactive">,
  quiet: boolean,
  write: (text: string) => void = (text) => void process.stdout.write(text),
): ProgressLine {
  let shown = "";
  if (!io.interactive || quiet) return { show: () => undefined, clear: () => undefined };
  return {
    show(share) {
      const text = `simulating … ${String(Math.floor(share * 100))} %`;
      if (text !== shown) write(`${START_OF_LINE}${text}${REST_OF_LINE}`);
      shown = text;
    },
    clear() {
      if (shown !== "") write(`${START_OF_LINE}${REST_OF_LINE}`);
      shown = "";
    },
  };
}

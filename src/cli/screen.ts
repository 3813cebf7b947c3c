import type { Io } from "./io.ts";

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const HOME = "\u001b[H";
const REST_OF_LINE = "\u001b[K";
const REST_OF_SCREEN = "\u001b[J";

/** The terminal's window, drawn over and over. What was in it before stays in the scrollback. */
export interface Screen {
  /** Shows this text and nothing else. */
  show(text: string): void;
  /** Empties the window for something else to print in; `show` takes it back. */
  leave(): void;
  /** Leaves the text where it is, and the cursor below it. */
  close(): void;
}

/** Draws through `write`; whatever ends the process, the cursor can be seen again. */
export function openScreen(io: Pick<Io, "rows">, write: (text: string) => void): Screen {
  let shown = false;
  const showCursor = (): void => {
    if (shown) write(SHOW_CURSOR);
  };
  process.on("exit", showCursor);
  return {
    show(text) {
      // Line breaks push what was there out of the window and into the scrollback.
      const start = shown ? HOME : "\n".repeat(io.rows) + HOME;
      shown = true;
      write(HIDE_CURSOR + start + text.replaceAll("\n", `${REST_OF_LINE}\r\n`) + REST_OF_LINE + REST_OF_SCREEN);
    },
    leave() {
      if (shown) write(HOME + REST_OF_SCREEN + SHOW_CURSOR);
    },
    close() {
      process.off("exit", showCursor);
      if (shown) write(`\r\n${SHOW_CURSOR}`);
    },
  };
}

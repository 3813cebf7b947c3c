import { openKeyboard, type Keyboard } from "../keys.ts";
import { openPager, pressKey, resizePager, type PagerState } from "./state.ts";
import { viewPager } from "./view.ts";

/** What is to be read. */
export interface Pageable {
  readonly title: string;
  /** The text's lines in a window of this width, and where its sections begin. */
  render(columns: number): { readonly lines: readonly string[]; readonly anchors: ReadonlyMap<string, number> };
  /** Section to begin at. */
  readonly anchor: string | undefined;
  readonly color: boolean;
}

/** A terminal to read in. */
export interface PagerTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: Pick<NodeJS.WriteStream, "columns" | "rows" | "write" | "on" | "off">;
}

const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[?25h\u001b[?1049l";

/** Shows a text page by page until its reader has had enough. The window is then as it was before. */
export function page(text: Pageable, { stdin, stdout }: PagerTerminal = process): Promise<number> {
  const columns = (): number => stdout.columns || 80;
  const rows = (): number => Math.max(1, (stdout.rows || 24) - 1);
  const first = text.render(columns());
  let state: PagerState = openPager(first.lines, rows(), first.anchors.get(text.anchor ?? "") ?? 0);

  const draw = (): void => {
    const view = viewPager(state, text.title, columns(), text.color);
    // Row by row, each cleared to its end: clearing all of it first would flicker.
    stdout.write(`\u001b[H${view.map((row) => `${row}\u001b[K`).join("\r\n")}\u001b[J`);
  };
  const resize = (): void => {
    state = resizePager(state, text.render(columns()).lines, rows());
    draw();
  };
  const restore = (): void => void stdout.write(LEAVE);

  return new Promise((resolve) => {
    const close = (code: number): void => {
      stdout.off("resize", resize);
      process.off("exit", restore);
      process.off("SIGTERM", terminate);
      process.off("SIGHUP", terminate);
      keyboard.close();
      restore();
      resolve(code);
    };
    // Whatever ends the process, the terminal is as it was before.
    const terminate = (): void => process.exit(143);
    process.on("exit", restore);
    process.on("SIGTERM", terminate);
    process.on("SIGHUP", terminate);
    stdout.on("resize", resize);
    stdout.write(ENTER);
    const keyboard: Keyboard = openKeyboard(stdin, (key) => {
      const next = pressKey(state, key);
      if (next === undefined) {
        close(key === "ctrl-c" ? 130 : 0);
        return;
      }
      state = next;
      draw();
    });
    draw();
  });
}

/** A key that was pressed: a printable character as itself, others by name. */
export type Key = string;

const NAMED: Readonly<Record<string, Key>> = {
  "\u0003": "ctrl-c",
  "\u0004": "ctrl-d",
  "\u001a": "ctrl-z",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  " ": "space",
  "\u007f": "backspace",
  "\b": "backspace",
  "\u001b": "escape",
};

const SEQUENCES: Readonly<Record<string, Key>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "[H": "home",
  "[F": "end",
  "[5~": "page-up",
  "[6~": "page-down",
  "[3~": "delete",
};

// An escape sequence: CSI with its parameters, or SS3 and one letter (arrow keys in some modes).
// eslint-disable-next-line no-control-regex
const TOKEN = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O[A-Za-z])|[\s\S]/gu;

/** The keys in what a terminal in raw mode sent. A sequence that nobody knows is no key at all. */
export function parseKeys(input: string): readonly Key[] {
  return (input.match(TOKEN) ?? []).flatMap((token): readonly Key[] => {
    if (token.length > 1 && token.startsWith("\u001b")) {
      const key = SEQUENCES[token.slice(1).replace(/^O/, "[")];
      return key === undefined ? [] : [key];
    }
    const key = NAMED[token] ?? token;
    return key.length === 1 && key < " " ? [] : [key];
  });
}

/** What a line of text becomes by one more key. */
export function typeInto(line: string, key: Key): string {
  if (key === "backspace") return line.slice(0, -1);
  if (key === "space") return `${line} `;
  // A name such as "enter" is no text; names of exercises are plain letters, digits and hyphens.
  return key.length === 1 ? line + key : line;
}

/** Keys from a terminal, one by one, without Enter. */
export interface Keyboard {
  /** Gives the terminal back for a while, so that something else can read from it. */
  pause(): void;
  resume(): void;
  /** Gives it back for good. */
  close(): void;
}

/** Listens for keys; whatever ends the process, the terminal is as it was before. */
export function openKeyboard(stdin: NodeJS.ReadStream, onKey: (key: Key) => void): Keyboard {
  const hear = (chunk: Buffer | string): void => {
    for (const key of parseKeys(chunk.toString())) onKey(key);
  };
  const restore = (): void => {
    stdin.setRawMode(false);
  };
  const keyboard: Keyboard = {
    pause() {
      stdin.off("data", hear);
      stdin.pause();
      restore();
    },
    resume() {
      stdin.setRawMode(true);
      stdin.on("data", hear);
      stdin.resume();
    },
    close() {
      process.off("exit", restore);
      keyboard.pause();
    },
  };
  process.on("exit", restore);
  keyboard.resume();
  return keyboard;
}

import { fstatSync, writeSync } from "node:fs";

/** Where a command prints, and what it may assume about whoever reads. */
export interface Io {
  /** Prints a line (or lines) to standard output. */
  print(text: string): void;
  /** Prints a line to standard error. */
  error(text: string): void;
  /** Is someone there to answer a prompt? */
  readonly interactive: boolean;
  /** May text be coloured? */
  readonly color: boolean;
  /** Width of the window in columns; 80 where there is none. */
  readonly columns: number;
  /** Height of the window in rows; 24 where there is none. */
  readonly rows: number;
}

/** What every command gets besides its arguments. */
export interface CommandContext {
  /** Folder of the clone. */
  readonly root: string;
  readonly io: Io;
}

/** The process's own input and output. */
export function processIo(): Io {
  const { env } = process;
  const terminal = isatty(1);
  return {
    print: (text) => write(1, `${text}\n`),
    error: (text) => write(2, `${text}\n`),
    // Asked by number: reading `process.stdin` would build a stream that most commands never use.
    interactive: terminal && isatty(0) && env["CI"] === undefined && env["TERM"] !== "dumb",
    color: usesColor(terminal, env),
    get columns() {
      return terminal ? process.stdout.columns || 80 : 80;
    },
    get rows() {
      return terminal ? process.stdout.rows || 24 : 24;
    },
  };
}

/** `isatty`, without loading `node:tty` (and with it all of `node:net`) where a look at the file shows that it is none. */
function isatty(descriptor: number): boolean {
  try {
    const file = fstatSync(descriptor);
    // A file, a pipe, or Linux's /dev/null.
    if (!file.isCharacterDevice() || (process.platform === "linux" && file.rdev === 0x103)) return false;
  } catch {
    // Windows consoles cannot always be asked like this, and a closed descriptor is no terminal.
  }
  return process.getBuiltinModule("node:tty").isatty(descriptor);
}

/** Writes at once where that works: building the stream behind `process.stdout` takes longer than most output. */
function write(descriptor: 1 | 2, text: string): void {
  const stream = descriptor === 1 ? "stdout" : "stderr";
  if (isatty(descriptor)) {
    process[stream].write(text);
    return;
  }
  let rest: Uint8Array = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A reader that has seen enough (`| head`) closes the pipe: that is no error.
    if (code === "EPIPE") process.exit(0);
    // A full pipe that does not block: the stream waits for it.
    if (code === "EAGAIN") process[stream].write(rest);
    else throw error;
  }
}

/** https://no-color.org and FORCE_COLOR, as most tools read them. */
function usesColor(terminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  if (env["FORCE_COLOR"] !== undefined) return env["FORCE_COLOR"] !== "0";
  return terminal && env["TERM"] !== "dumb";
}

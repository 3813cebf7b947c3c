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
  const { stdin, stdout, stderr, env } = process;
  const terminal = stdout.isTTY === true;
  return {
    print: (text) => void stdout.write(`${text}\n`),
    error: (text) => void stderr.write(`${text}\n`),
    interactive: terminal && stdin.isTTY === true && env["CI"] === undefined && env["TERM"] !== "dumb",
    color: usesColor(terminal, env),
    get columns() {
      return terminal ? stdout.columns || 80 : 80;
    },
    get rows() {
      return terminal ? stdout.rows || 24 : 24;
    },
  };
}

/** https://no-color.org and FORCE_COLOR, as most tools read them. */
function usesColor(terminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  if (env["FORCE_COLOR"] !== undefined) return env["FORCE_COLOR"] !== "0";
  return terminal && env["TERM"] !== "dumb";
}

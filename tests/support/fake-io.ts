import type { Io } from "../../src/cli/io.ts";

/** An `Io` that remembers what was printed. */
export interface FakeIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
}

/** No terminal, no colour, 80 columns, unless the test says otherwise. */
export function fakeIo(over: Partial<Pick<Io, "interactive" | "color" | "columns" | "rows">> = {}): FakeIo {
  const printed: string[] = [];
  const complained: string[] = [];
  return {
    print: (text) => void printed.push(text),
    error: (text) => void complained.push(text),
    interactive: false,
    color: false,
    columns: 80,
    rows: 24,
    ...over,
    out: () => printed.join("\n"),
    err: () => complained.join("\n"),
  };
}

import type { SourcePlace } from "../../src/judge/protocol.ts";

const FRAME = /^\s+at .*?\(?((?:file:\/\/)?[^()\n]*?):(\d+):(\d+)\)?$/;

/**
 * The topmost frame of an error's stack that lies in `file`, if any. Line and column are those of
 * the compiled code: the command line translates them with the source map.
 */
export function placeIn(file: string, error: unknown): SourcePlace | undefined {
  const stack = error instanceof Error ? error.stack : undefined;
  if (stack === undefined) return undefined;
  for (const text of stack.split("\n")) {
    const [, path, line, column] = FRAME.exec(text) ?? [];
    if (path === file) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** Does the stack's topmost frame lie in `file`? Then the error was thrown there, not in the rule. */
export function thrownIn(file: string, error: unknown): boolean {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const top = stack.split("\n").find((text) => FRAME.test(text) && !text.includes("(node:"));
  return top !== undefined && FRAME.exec(top)?.[1] === file;
}

/** An error's name and words, without a full stop: a sentence of ours goes on after it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `something that is no Error: ${String(error)}`;
  return `${error.name}: ${error.message}`.replace(/[.:\s]+$/, "");
}

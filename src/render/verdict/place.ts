import { isAbsolute, relative } from "node:path";
import type { SourcePlace } from "../../judge/index.ts";
import type { VerdictContext } from "./context.ts";

/** A file's path as an editor's terminal makes it a link: relative to the clone where it lies in it. */
export function shownPath(file: string, base: string): string {
  const path = relative(base, file);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path;
}

/** `workspace/04-event-store/1-append.ts:12:5` */
export function shownPlace({ file, line, column }: SourcePlace, { base }: VerdictContext): string {
  return `${shownPath(file, base)}:${String(line)}${column === undefined ? "" : `:${String(column)}`}`;
}

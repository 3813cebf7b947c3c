import { relative, sep } from "node:path";

/** One thing that is wrong with the course itself, said in one line. */
export interface Finding {
  /** Id of the exercise, or slug of the lesson. */
  readonly where: string;
  /** The rule that it is about. */
  readonly rule?: string;
  /** Absolute path of the file to mend. */
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** A finding as one line: `event-store/append [all-or-nothing] harness/…/loop.ts:3: …`. */
export function renderFinding(root: string, { where, rule, file, line, message }: Finding): string {
  const path = relative(root, file).split(sep).join("/");
  const about = rule === undefined ? "" : ` [${rule}]`;
  return `${where}${about} ${path}${line === undefined ? "" : `:${String(line)}`}: ${message.replaceAll(/\s*\n\s*/g, " ")}`;
}

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../errors.ts";

/** A drawing of the lab says so in its second line. */
const OURS = "<!-- eventlings lab -->";

/** Where the drawing goes, seen from where the command was typed. */
export const drawingFile = (named: string): string => resolve(process.env["INIT_CWD"] ?? "", named);

/**
 * Looks at a place for a drawing before anything is simulated for it.
 *
 * @throws UserError where something else is there already
 */
export function requireDrawingPlace(file: string): void {
  const there = contentOf(file);
  if (there === undefined || there.includes(OURS)) return;
  throw new UserError(
    `${file} is there already, and is no drawing of the lab: move it away, or give --svg another name.`,
  );
}

/** Writes the drawing. One of an earlier run is replaced. */
export function writeDrawing(file: string, svg: string): void {
  requireDrawingPlace(file);
  try {
    writeFileSync(file, svg.replace("\n", `\n${OURS}\n`));
  } catch (error) {
    throw unwritable(file, error);
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw unwritable(file, error);
  }
}

const unwritable = (file: string, error: unknown): UserError =>
  new UserError(
    `The drawing could not be written to ${file}: ${error instanceof Error ? error.message : String(error)}. Give a path in a folder that is there.`,
  );

import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { folderInTheWay, orUnusable, WorkspaceUnusable } from "./errors.ts";

/** The learner's folder. */
export const workspaceFolder = (root: string): string => join(root, "workspace");

/** A path as messages show it: from the clone, with forward slashes. */
export const shownPath = (root: string, file: string): string => relative(root, file).split(sep).join("/");

/**
 * What a file holds; undefined where there is none.
 * @throws WorkspaceUnusable for a folder in its place, or where it may not be read
 */
export function readIfThere(file: string, shown: string): Buffer | undefined {
  return orUnusable(shown, () => {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isDirectory()) throw new WorkspaceUnusable(folderInTheWay(shown));
    try {
      return readFileSync(file);
    } catch (error) {
      // Deleted between the two calls.
      if (codeOf(error) === "ENOENT") return undefined;
      throw error;
    }
  });
}

/** Makes a file, and its folders; says whether it did. One that is there already is left alone, whoever made it. */
export function makeFile(file: string, content: string | Uint8Array, shown: string): boolean {
  return orUnusable(shown, () => {
    mkdirSync(dirname(file), { recursive: true });
    try {
      writeFileSync(file, content, { flag: "wx" });
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      // A full disk leaves an empty file, which would pass for the learner's own.
      rmSync(file, { force: true });
      throw error;
    }
  });
}

/** Puts a content in the place of a file's own. Whoever watches the file never sees half of it. */
export function overwrite(file: string, content: Uint8Array, shown: string): void {
  orUnusable(shown, () => {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${String(process.pid)}.tmp`;
    try {
      writeFileSync(temporary, content);
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      // On Windows an editor that has the file open forbids the rename, but not the write. On a
      // full disk the write would empty the file: there the old content stays.
      if (!["EPERM", "EBUSY", "EACCES"].includes(codeOf(error) ?? "")) throw error;
      writeFileSync(file, content);
    }
  });
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

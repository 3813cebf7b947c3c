import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** What stands where the learner's file should be. */
export type Content =
  | {
      readonly kind: "text";
      readonly text: string;
      /** The file and everything that it imports by a relative path: two of these are judged alike when they are equal. */
      readonly whole: string;
    }
  | { readonly kind: "missing" }
  | { readonly kind: "folder" }
  | { readonly kind: "unreadable"; readonly reason: string };

const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/** Reads the learner's file as it is now. */
export function readContent(file: string): Content {
  try {
    const text = readFileSync(file, "utf8");
    return { kind: "text", text, whole: withImports(file, text) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
    if (code === "EISDIR") return { kind: "folder" };
    return { kind: "unreadable", reason: code ?? String(error) };
  }
}

/** Would both be judged alike? */
export function sameContent(left: Content | undefined, right: Content): boolean {
  if (left === undefined) return false;
  if (left.kind === "text" && right.kind === "text") return left.whole === right.whole;
  if (left.kind === "unreadable" && right.kind === "unreadable") return left.reason === right.reason;
  return left.kind === right.kind;
}

/** An answer may be split over several files: a change of any of them is a change of the answer. */
function withImports(file: string, text: string): string {
  if (!text.includes("./")) return text;
  const seen = new Map<string, string>();
  const visit = (path: string, source: string): void => {
    seen.set(path, source);
    for (const [, specifier = ""] of source.matchAll(RELATIVE_IMPORT)) {
      const imported = resolve(dirname(path), specifier);
      if (!seen.has(imported)) visit(imported, textOf(imported));
    }
  };
  visit(file, text);
  return [...seen.values()].join("\0");
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

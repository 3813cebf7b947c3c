import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Sizes and times of everything that the index is made from, as one string.
 *
 * Every manifest and stub of the lessons counts. Of the kept answers only the folders do: there are a thousand
 * files, and asking for each would take longer than all the rest of `list`. So a file that comes or
 * goes is seen, and a header that is edited in place is not: `verify` reads the files themselves and
 * renews the index.
 */
export function takeFingerprint(root: string): string {
  const seen: (string | number)[] = [];
  const visit = (folder: string, depth: number, withFiles: boolean): void => {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const isFolder = entry.isDirectory();
      // Nothing of a guide or a quiz is in the index but that it is there, and its folder's time tells.
      if (!isFolder && (!withFiles || entry.name.endsWith(".md"))) continue;
      const path = `${folder}/${entry.name}`;
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats !== undefined) seen.push(entry.name, stats.size, stats.mtimeMs);
      if (isFolder && depth > 1) visit(path, depth - 1, withFiles);
    }
  };
  visit(join(root, "lessons"), 2, true);
  visit(join(root, "harness", "mistakes"), 2, false);
  visit(join(root, "harness", "alternatives"), 2, false);
  return seen.join(" ");
}

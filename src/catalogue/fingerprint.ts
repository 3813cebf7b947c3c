import { readdirSync, statSync, type Dirent } from "node:fs";
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
  const see = (path: string, name: string): void => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined) seen.push(name, stats.size, stats.mtimeMs);
  };
  const lessons = join(root, "lessons");
  for (const lesson of entriesOf(lessons)) {
    const folder = `${lessons}/${lesson.name}`;
    see(folder, lesson.name);
    for (const { name } of lesson.isDirectory() ? entriesOf(folder) : []) {
      // Nothing of a guide or a quiz is in the index but that it is there, and its folder's time tells.
      if (!name.endsWith(".md")) see(`${folder}/${name}`, name);
      // Where an exercise's kept answers lie follows from its manifest: nobody needs to list those folders.
      const exercise = /^(\d.*)\.yaml$/.exec(name)?.[1];
      if (exercise === undefined) continue;
      for (const kind of KEPT) see(`${root}/harness/${kind}/${lesson.name}/${exercise}`, kind);
    }
  }
  return seen.join(" ");
}

const KEPT = ["mistakes", "alternatives"];

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

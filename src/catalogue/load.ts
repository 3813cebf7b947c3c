import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Catalogue } from "./types.ts";

/** Raise it when the shape of the index changes. */
const INDEX_VERSION = 1;

/** Folders that the catalogue is read from. */
const FOLDERS = ["lessons", join("harness", "mistakes"), join("harness", "alternatives")];

interface Index {
  readonly version: number;
  readonly root: string;
  readonly fingerprint: string;
  readonly catalogue: Catalogue;
}

/**
 * The catalogue, from an index where that is still true.
 *
 * Reading and validating YAML for 29 lessons takes several times as long as starting Node, so the
 * result is kept as JSON beside the bundle and thrown away when any file's size or time differs.
 */
export async function loadCatalogue(root: string): Promise<Catalogue> {
  const fingerprint = takeFingerprint(root);
  const file = join(root, "dist", "catalogue.json");
  const kept = readIndex(file);
  if (kept !== undefined && kept.version === INDEX_VERSION && kept.root === root && kept.fingerprint === fingerprint) {
    return kept.catalogue;
  }
  const { readCourse } = await import("./read-course.ts");
  const catalogue = readCourse(root);
  keepIndex(file, { version: INDEX_VERSION, root, fingerprint, catalogue });
  return catalogue;
}

function readIndex(file: string): Index | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Index;
  } catch {
    return undefined;
  }
}

function keepIndex(file: string, index: Index): void {
  const temporary = `${file}.${String(process.pid)}`;
  try {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(temporary, JSON.stringify(index));
    renameSync(temporary, file);
  } catch {
    // A read-only clone still works, only slower.
  }
}

/** Names, sizes and times of every file below the catalogue's folders, as one short string. */
function takeFingerprint(root: string): string {
  let hash = 0;
  let count = 0;
  const add = (value: number | string): void => {
    const text = String(value);
    for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  };
  const visit = (folder: string): void => {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        visit(path);
        continue;
      }
      const stats = statSync(path, { throwIfNoEntry: false });
      count += 1;
      add(path);
      add(stats?.size ?? -1);
      add(stats?.mtimeMs ?? -1);
    }
  };
  for (const folder of FOLDERS) visit(join(root, folder));
  return `${String(count)}:${String(hash)}`;
}

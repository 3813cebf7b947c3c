import { takeFingerprint } from "./fingerprint.ts";
import { keepIndex, readIndex } from "./index-file.ts";
import type { Catalogue } from "./types.ts";

/**
 * The catalogue, from an index where that is still true.
 *
 * Reading and validating YAML for 29 lessons takes several times as long as starting Node, so the
 * result is kept as JSON beside the bundle and thrown away when the files are no longer the same.
 */
export async function loadCatalogue(root: string): Promise<Catalogue> {
  const fingerprint = takeFingerprint(root);
  return readIndex(root, fingerprint) ?? renewCatalogue(root, fingerprint);
}

/** Reads the course from its files, whatever the index says, and keeps the index for the next command. */
export async function renewCatalogue(root: string, fingerprint = takeFingerprint(root)): Promise<Catalogue> {
  const { readCourse } = await import("./read-course.ts");
  const catalogue = readCourse(root);
  keepIndex(root, fingerprint, catalogue);
  return catalogue;
}

import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Block } from "../../render/guide/index.ts";

/** Raise it when the shape of the blocks changes. */
const VERSION = 1;

interface Kept {
  readonly version: number;
  readonly size: number;
  readonly modified: number;
  readonly blocks: readonly Block[];
}

/**
 * A guide's blocks, from a copy where that is still true: the Markdown parser takes longer to load
 * and to run than all the rest of `read` together.
 *
 * @param name names the copy: the lesson's slug
 */
export async function loadGuide(root: string, file: string, name: string): Promise<readonly Block[]> {
  const copy = join(root, "dist", "guides", `${name}.json`);
  const { size, mtimeMs: modified } = statSync(file);
  const kept = readKept(copy);
  if (kept?.version === VERSION && kept.size === size && kept.modified === modified) return kept.blocks;
  const { parseGuide } = await import("../../render/guide/parse.ts");
  const blocks = parseGuide(readFileSync(file, "utf8"));
  keep(copy, { version: VERSION, size, modified, blocks });
  return blocks;
}

function readKept(copy: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(copy, "utf8")) as Kept;
  } catch {
    return undefined;
  }
}

function keep(copy: string, kept: Kept): void {
  const temporary = `${copy}.${String(process.pid)}`;
  try {
    mkdirSync(join(copy, ".."), { recursive: true });
    writeFileSync(temporary, JSON.stringify(kept));
    renameSync(temporary, copy);
  } catch {
    // A read-only clone still works, only slower.
  }
}

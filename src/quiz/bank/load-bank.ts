import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Bank } from "../types.ts";

/** Raise it when the shape of a card changes. */
const VERSION = 1;

interface Index {
  readonly version: number;
  readonly fingerprint: string;
  readonly bank: Bank;
}

/**
 * The bank, from an index where that is still true.
 *
 * Parsing hundreds of questions takes longer than everything else before the first one is on the
 * screen. The index is thrown away when any file's size or time differs.
 */
export async function loadBank(root: string): Promise<Bank> {
  const fingerprint = takeFingerprint(root);
  const file = join(root, "dist", "quiz.json");
  const kept = readIndex(file);
  if (kept?.version === VERSION && kept.fingerprint === fingerprint) return kept.bank;
  const { readBank } = await import("./read-bank.ts");
  const bank = readBank(root);
  keep(file, { version: VERSION, fingerprint, bank });
  return bank;
}

function readIndex(file: string): Index | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Index;
  } catch {
    return undefined;
  }
}

function keep(file: string, index: Index): void {
  const temporary = `${file}.${String(process.pid)}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(index));
    renameSync(temporary, file);
  } catch {
    // A read-only clone still works, only slower.
  }
}

/** Sizes and times of everything that the bank is made from, as one string. */
function takeFingerprint(root: string): string {
  const lessons = join(root, "lessons");
  const seen: (string | number)[] = [root];
  const see = (path: string, name: string): void => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined) seen.push(name, stats.size, stats.mtimeMs);
  };
  let folders: readonly string[] = [];
  try {
    folders = readdirSync(lessons);
  } catch {
    // No lessons: an empty bank.
  }
  see(join(lessons, "topics.yaml"), "topics");
  see(join(lessons, "source-items.yaml"), "items");
  for (const folder of folders) if (/^\d/.test(folder)) see(join(lessons, folder, "quiz.md"), folder);
  return seen.join(" ");
}

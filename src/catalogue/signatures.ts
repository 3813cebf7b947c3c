import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Of each mistake of an exercise, by name: how each rule that it breaks fails on it. */
export type Signatures = Readonly<Record<string, Readonly<Record<string, string>>>>;

const fileIn = (folder: string): string => join(folder, "signatures.json");

/** The signatures kept beside an exercise's mistakes; none where there is no such file, or it is damaged. */
export function readSignatures(folder: string): Signatures {
  if (!existsSync(fileIn(folder))) return {};
  try {
    return JSON.parse(readFileSync(fileIn(folder), "utf8")) as Signatures;
  } catch {
    // Signatures that differ from what is measured are a finding of `verify`.
    return {};
  }
}

/** Keeps what `verify --update` has measured. */
export function writeSignatures(folder: string, signatures: Signatures): void {
  const sorted = Object.fromEntries(Object.entries(signatures).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(fileIn(folder), `${JSON.stringify(sorted, null, 2)}\n`);
}

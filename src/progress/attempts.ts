import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { orUnavailable } from "./errors.ts";

/** SHA-256 of a file's content, as hex. */
export function hashOf(content: string | Uint8Array): string {
  // Loaded when needed: `list` and `hint` hash nothing, and the module takes milliseconds to load.
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(content).digest("hex");
}

const fileOf = (folder: string, hash: string): string => join(folder, "attempts", `${hash}.ts`);

/** Keeps a content by its hash: written once, and never seen half written. */
export function keepAttempt(folder: string, content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const hash = hashOf(bytes);
  const file = fileOf(folder, hash);
  orUnavailable(file, () => {
    // A power cut can leave an empty file behind its name: the size tells.
    if (statSync(file, { throwIfNoEntry: false })?.size === bytes.length) return;
    mkdirSync(join(folder, "attempts"), { recursive: true });
    const temporary = `${file}.${String(process.pid)}`;
    try {
      writeDurably(temporary, bytes);
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
  return hash;
}

function writeDurably(file: string, bytes: Uint8Array): void {
  const fd = openSync(file, "w");
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** What was kept under a hash; undefined where it is gone or no longer what it was. */
export function readAttempt(folder: string, hash: string): Buffer | undefined {
  let bytes;
  try {
    bytes = readFileSync(fileOf(folder, hash));
  } catch {
    return undefined;
  }
  return hashOf(bytes) === hash ? bytes : undefined;
}

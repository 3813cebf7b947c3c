import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NAME = /^(\d+)$/;

/** A note in the learner's folder that this process is watching. */
export interface Presence {
  /** Ids of other processes that watch in this clone. */
  readonly others: readonly number[];
  leave(): void;
}

/** Says that this process watches, and finds out who else does. Where nothing can be written, nobody is told. */
export function announceWatch(stateFolder: string, pid: number = process.pid): Presence {
  const folder = join(stateFolder, "watching");
  const own = join(folder, String(pid));
  try {
    mkdirSync(folder, { recursive: true });
    const others = readdirSync(folder)
      .filter((name) => NAME.test(name) && name !== String(pid))
      .map(Number)
      .filter((other) => isRunning(other) || forget(join(folder, String(other))));
    writeFileSync(own, "");
    return { others, leave: () => void forget(own) };
  } catch {
    return { others: [], leave: () => undefined };
  }
}

/** Signal 0 asks and does nothing; a process of someone else is there as well. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes the note of a watch that has ended. */
function forget(note: string): false {
  try {
    rmSync(note, { force: true });
  } catch {
    // The next watch tries again.
  }
  return false;
}

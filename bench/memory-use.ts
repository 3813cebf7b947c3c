import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How the memory of a process is counted. */
export interface MemoryUse {
  /** Megabytes (of 1,000,000 bytes). */
  readonly megabytes: number;
  /** `proportional`: pages that several processes share are divided among them. */
  readonly kind: "proportional" | "resident";
}

/** Memory of some processes together; nothing where the system does not tell. */
export function memoryOf(pids: readonly number[]): MemoryUse | undefined {
  if (existsSync("/proc/self/smaps_rollup")) {
    const kilobytes = sum(pids.map((pid) => readRollup(pid)));
    return { megabytes: (kilobytes * 1024) / 1e6, kind: "proportional" };
  }
  if (process.platform === "win32") return undefined;
  const resident = execFileSync("ps", ["-o", "rss=", "-p", pids.join(",")], { encoding: "utf8" });
  return { megabytes: (sum(resident.trim().split(/\s+/).map(Number)) * 1024) / 1e6, kind: "resident" };
}

/** The proportional set size in a `smaps_rollup`, in kilobytes. */
export function parseRollup(text: string): number {
  const size = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  if (size === undefined) throw new Error("There is no line `Pss:` in the process's smaps_rollup.");
  return Number(size);
}

const readRollup = (pid: number): number =>
  parseRollup(readFileSync(join("/proc", String(pid), "smaps_rollup"), "utf8"));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

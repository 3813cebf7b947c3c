import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A process in the system's list. */
export interface Listed {
  readonly pid: number;
  readonly parent: number;
}

/** `pid` and all that it started, and all that those started. */
export function tree(pid: number, list: readonly Listed[]): readonly number[] {
  const found = [pid];
  for (const one of found) {
    for (const { pid: child, parent } of list) if (parent === one && !found.includes(child)) found.push(child);
  }
  return found;
}

/** Every process of the machine, from `/proc` or from `ps`; none where there is neither (Windows). */
export function listProcesses(): readonly Listed[] {
  if (existsSync("/proc/self/stat")) return fromProc();
  try {
    return parsePs(execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }));
  } catch {
    return [];
  }
}

/** Lines of two numbers: process and parent. */
export function parsePs(text: string): readonly Listed[] {
  return text.split("\n").flatMap((line) => {
    const [, pid, parent] = /^\s*(\d+)\s+(\d+)/.exec(line) ?? [];
    return pid === undefined || parent === undefined ? [] : [{ pid: Number(pid), parent: Number(parent) }];
  });
}

function fromProc(): readonly Listed[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(join("/proc", name, "stat"), "utf8");
      // The name of the program, in brackets, may hold spaces and brackets: the fields go on after the last one.
      const parent = /^\S+ \S+/.exec(stat.slice(stat.lastIndexOf(")") + 2))?.[0].split(" ")[1];
      return [{ pid: Number(name), parent: Number(parent) }];
    } catch {
      // It has ended since it was listed.
      return [];
    }
  });
}

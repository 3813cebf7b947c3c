import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";

/** Bytes of a process that are in memory; `undefined` where the system does not tell. */
export async function residentMemory(pid: number): Promise<number | undefined> {
  if (process.platform === "linux") return fromProc(pid);
  if (process.platform === "win32") {
    // "node.exe","4242","Console","1","51,204 K"
    const line = await output("tasklist", ["/FI", `PID eq ${String(pid)}`, "/FO", "CSV", "/NH"]);
    const kilobytes = /"([\d.,\s]+) K"/.exec(line)?.[1]?.replaceAll(/\D/g, "");
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }
  const kilobytes = Number.parseInt(await output("ps", ["-o", "rss=", "-p", String(pid)]), 10);
  return Number.isNaN(kilobytes) ? undefined : kilobytes * 1024;
}

function fromProc(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

const output = (command: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(command, args, { windowsHide: true }, (_error, stdout) => resolve(stdout));
  });

/** How often to ask: reading a file costs nothing, starting a program does. */
export const MEMORY_INTERVAL = process.platform === "linux" ? 50 : 400;

import { spawnSync } from "node:child_process";

/** Ends a process and all its children at once: a process group on POSIX, a process tree on Windows. */
export function endGroup(pid: number): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/PID", String(pid), "/T", "/F"], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { listProcesses, tree } from "./process-tree.ts";

/** Every process that is still running, so that none outlives the bench. */
const running = new Set<ChildProcess>();

/** The environment of every process: nothing in it may favour or slow one side. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_COMPILE_CACHE: _cache, NODE_V8_COVERAGE: _coverage, ...rest } = process.env;
  // Inside CI, Vitest does not watch; run by an assistant, it prints less.
  const { CI: _ci, AI_AGENT: _agent, CLAUDECODE: _claude, FORCE_COLOR: _color, ...environment } = rest;
  return { ...environment, NO_COLOR: "1", ...extra };
}

/** How a process ended, and how long it took. */
export interface Ended {
  /** Milliseconds from just before the start to its exit. */
  readonly took: number;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts this very Node with `args`. Its group is its own, so that all of it can be ended. */
export function start(
  args: readonly string[],
  cwd: string,
  stdio: "pipe" | "ignore",
  env?: NodeJS.ProcessEnv,
): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd,
    env: cleanEnvironment(env),
    // A standard input that never ends: at its end, some tools stop watching.
    stdio: [stdio, stdio, "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Runs Node to its end and returns how long that took. Standard input is closed. */
export async function time(args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<number> {
  return (await runToEnd(args, cwd, "ignore", env)).took;
}

/**
 * Runs Node to its end.
 *
 * @throws when it does not end with 0: how fast something fails is no figure
 */
export async function runToEnd(
  args: readonly string[],
  cwd: string,
  stdio: "pipe" | "ignore" = "pipe",
  env?: NodeJS.ProcessEnv,
): Promise<Ended> {
  const started = performance.now();
  const child = start(args, cwd, stdio, env);
  child.stdin?.end();
  let stdout = "";
  let stderr = "";
  let took = Number.NaN;
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.once("exit", () => (took = performance.now() - started));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status));
  });
  if (code !== 0) {
    const said = (stderr.trim() || stdout.trim()).split("\n").slice(-5).join("\n");
    throw new Error(`\`node ${args.join(" ")}\` ended with ${String(code)} where it had to work: ${said}`);
  }
  return { took, code, stdout, stderr };
}

/** Asks a process to end; after two seconds, or once it has, ends whatever is left of all that it started. */
export async function stop(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  // A judge is in a group of its own, so the group alone does not name everything.
  const started = tree(pid, listProcesses()).filter((one) => one !== pid);
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  // Windows knows no such request: the leader would be gone, and nothing would lead to its children any more.
  if (process.platform === "win32") end(pid);
  else child.kill("SIGTERM");
  const patience = setTimeout(() => end(pid), 2000);
  await Promise.race([closed, new Promise((resolve) => child.once("exit", resolve))]);
  clearTimeout(patience);
  end(pid);
  for (const one of started) endOne(one);
  await closed;
}

/** Ends a process and its group (on Windows, its tree) at once. */
function end(pid: number): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/PID", String(pid), "/T", "/F"], { windowsHide: true });
    return;
  }
  endOne(-pid);
}

function endOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** Ends everything that is running: for Ctrl-C, and for an error half-way. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stop));
}

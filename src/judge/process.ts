import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Job, JudgeMessage } from "./protocol.ts";

/** How a judge process came to its end. */
export type ProcessEnd =
  | { readonly reason: "exited"; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  /** The heap reached its limit and V8 gave up. */
  | { readonly reason: "out-of-memory" }
  | { readonly reason: "deadline" }
  | { readonly reason: "output"; readonly bytes: number }
  | { readonly reason: "stalled" }
  | { readonly reason: "memory"; readonly bytes: number }
  | { readonly reason: "ended-by-us" };

/** Bounds that are enforced from outside the process. */
export interface ProcessLimits {
  /** Milliseconds without a word from the process while it has a job. */
  readonly silence: number;
  /** Megabytes of JavaScript heap. */
  readonly heap: number;
  /** Bytes that it may print. */
  readonly output: number;
}

/** Generous to a rule that works hard, short for one that hangs. */
export const DEFAULT_LIMITS: ProcessLimits = { silence: 8000, heap: 256, output: 4 * 1024 * 1024 };

const running = new Set<JudgeProcess>();

// Whatever ends this process (Ctrl-C, a crash), no judge outlives it.
process.on("exit", () => {
  for (const judge of running) judge.end();
});

/** A judge in a process group of its own. Give it jobs; it reports messages; end it. */
export class JudgeProcess {
  readonly ended: Promise<ProcessEnd>;
  /** What the learner's code printed, at most `limits.output` bytes of it. */
  output = "";
  readonly #child: ChildProcess;
  readonly #limits: ProcessLimits;
  #listener: (message: JudgeMessage) => void = () => undefined;
  #verdict: ProcessEnd | undefined;
  #silence: NodeJS.Timeout | undefined;
  #printed = 0;
  #stderr = "";

  /** @param root folder of the clone: the judge is run from its `dist/judge/child.cjs` */
  constructor(root: string, limits: ProcessLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
    const { NODE_OPTIONS: _dropped, ...environment } = process.env;
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${String(limits.heap)}`, "--no-warnings", join(root, "dist", "judge", "child.cjs")],
      {
        cwd: root,
        detached: true,
        windowsHide: true,
        stdio: ["ignore", "pipe", "pipe", "pipe", "ipc"],
        env: { ...environment, NO_COLOR: "1" },
      },
    );
    this.#child = child;
    running.add(this);
    this.ended = new Promise((resolve) => {
      child.once("error", () => resolve({ reason: "exited", code: null, signal: null }));
      child.once("close", (code, signal) => {
        running.delete(this);
        clearTimeout(this.#silence);
        resolve(this.#verdict ?? this.#guessEnd(code, signal));
      });
    });
    child.stdout?.on("data", (chunk: Buffer) => this.#print(chunk, false));
    child.stderr?.on("data", (chunk: Buffer) => this.#print(chunk, true));
    createInterface({ input: child.stdio[3] as Readable }).on("line", (line) => this.#receive(line));
  }

  /** Hears every message from now on, instead of whoever listened before. */
  listen(listener: (message: JudgeMessage) => void): void {
    this.#listener = listener;
  }

  /** Hands over a job. Its outcome comes as messages. */
  judge(job: Job): void {
    this.#child.send(job, () => undefined);
    this.#restartSilence();
  }

  /** Does this process keep the parent alive? An idle spare should not. */
  unref(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** Ends the process and everything that it started. Safe to call twice. */
  end(reason: ProcessEnd = { reason: "ended-by-us" }): void {
    this.#verdict ??= reason;
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    endGroup(pid);
  }

  #print(chunk: Buffer, isError: boolean): void {
    this.#printed += chunk.length;
    if (this.output.length < this.#limits.output) this.output += chunk.toString();
    if (isError && this.#stderr.length < 64 * 1024) this.#stderr += chunk.toString();
    if (this.#printed > this.#limits.output) this.end({ reason: "output", bytes: this.#printed });
  }

  #receive(line: string): void {
    let message: JudgeMessage;
    try {
      message = JSON.parse(line) as JudgeMessage;
    } catch {
      return;
    }
    this.#restartSilence();
    if (message.type === "job-ended") clearTimeout(this.#silence);
    this.#listener(message);
    if (message.type === "stalled") this.end({ reason: "stalled" });
    if (message.type === "memory") this.end({ reason: "memory", bytes: message.bytes });
  }

  #restartSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.end({ reason: "deadline" }), this.#limits.silence);
  }

  #guessEnd(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
    if (/heap limit|out of memory|allocation failed/i.test(this.#stderr)) return { reason: "out-of-memory" };
    return { reason: "exited", code, signal };
  }
}

/** Ends a process and all its children: a group on POSIX, a tree on Windows. */
function endGroup(pid: number): void {
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

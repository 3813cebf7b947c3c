import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { endGroup } from "./end-group.ts";
import { MEMORY_INTERVAL, residentMemory } from "./memory.ts";
import type { Job, JudgeMessage } from "./protocol.ts";

/** How a judge process came to its end. */
export type ProcessEnd =
  | { readonly reason: "exited"; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  /** The heap reached its limit and V8 gave up. */
  | { readonly reason: "out-of-memory" }
  /** It was alive to the end of its time. */
  | { readonly reason: "deadline" }
  | { readonly reason: "output"; readonly bytes: number }
  /** No sign of life: something never gave up the thread. */
  | { readonly reason: "stalled" }
  | { readonly reason: "memory"; readonly bytes: number }
  | { readonly reason: "ended-by-us" };

/** Bounds that are enforced from outside the process. */
export interface ProcessLimits {
  /** Milliseconds without a sign of life while it works. */
  readonly silence: number;
  /** Milliseconds that it may take to begin with its job: a busy machine starts processes slowly. */
  readonly start: number;
  /** Milliseconds for one job. */
  readonly job: number;
  /** Megabytes of JavaScript heap. */
  readonly heap: number;
  /** Bytes of memory in all. */
  readonly memory: number;
  /** Bytes that it may print. */
  readonly output: number;
}

/** Generous to a rule that works hard, short for one that hangs. */
export const DEFAULT_LIMITS: ProcessLimits = {
  silence: 1100,
  start: 15_000,
  job: 30_000,
  heap: 256,
  memory: 600 * 1024 * 1024,
  output: 2 * 1024 * 1024,
};

/** Bytes by which what fills the memory grows from one look to the next, at least. */
const GROWTH = 2 * 1024 * 1024;
/** Milliseconds between two looks at something that gives no sign of life. */
const NEXT_LOOK = 400;
const MOST_LOOKS = 8;

const running = new Set<JudgeProcess>();

const endAll = (): void => {
  for (const judge of running) judge.end();
};

// Whatever ends this process, no judge outlives it. A signal ends a process without an `exit` event,
// and a judge in an endless loop would not notice that its parent is gone.
process.on("exit", endAll);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  const onSignal = (): void => {
    endAll();
    process.off(signal, onSignal);
    // Whoever else listens decides what the signal means; if nobody does, it ends the process as ever.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    else process.on(signal, onSignal);
  };
  process.on(signal, onSignal);
}

/** A judge in a process group of its own. Give it jobs; it reports messages; end it. */
export class JudgeProcess {
  readonly ended: Promise<ProcessEnd>;
  /** What the learner's code printed, about `limits.output` bytes of it at most. */
  output = "";
  readonly root: string;
  readonly #child: ChildProcess;
  readonly #limits: ProcessLimits;
  #listener: (message: JudgeMessage) => void = () => undefined;
  #end: ProcessEnd | undefined;
  #silence: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #memory: NodeJS.Timeout | undefined;
  #printed = 0;
  /** Bytes in memory when it was last looked at. */
  #resident: number | undefined;
  /** The same at its last sign of life, or at the look before. */
  #residentBefore: number | undefined;
  /** Signs of life so far. */
  #signs = 0;
  /** What Node itself says when it dies. */
  #lastWords = "";

  /** @param root folder of the clone: the judge is run from its `dist/judge/child.cjs` */
  constructor(root: string, limits: ProcessLimits = DEFAULT_LIMITS) {
    this.root = root;
    this.#limits = limits;
    // A debugger or a loader that the parent was started with is not meant for the judge.
    const { NODE_OPTIONS: _dropped, ...environment } = process.env;
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${String(limits.heap)}`, "--no-warnings", join(root, "dist", "judge", "child.cjs")],
      {
        cwd: root,
        detached: true,
        windowsHide: true,
        stdio: ["ignore", "ignore", "pipe", "pipe", "ipc"],
        // A verdict must not depend on where the learner lives. Servers run in UTC, and rules about zones set their own.
        env: { ...environment, NO_COLOR: "1", TZ: "UTC" },
      },
    );
    this.#child = child;
    running.add(this);
    this.ended = new Promise((resolve) => {
      child.once("error", () => {
        running.delete(this);
        resolve({ reason: "exited", code: null, signal: null });
      });
      child.once("close", (code, signal) => {
        running.delete(this);
        this.#stopWatching();
        resolve(this.#end ?? this.#guessEnd(code, signal));
      });
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      if (this.#lastWords.length < 64 * 1024) this.#lastWords += chunk.toString();
    });
    createInterface({ input: child.stdio[3] as Readable }).on("line", (line) => this.#receive(line));
  }

  /** Hears every message from now on, instead of whoever listened before. */
  listen(listener: (message: JudgeMessage) => void): void {
    this.#listener = listener;
  }

  /** Hands over a job. Its outcome comes as messages. */
  judge(job: Job): void {
    // Nothing would clear the timers below any more.
    if (this.#end !== undefined) return;
    this.#child.send(job, () => undefined);
    this.#awaitSign(this.#limits.start);
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.end({ reason: "deadline" }), this.#limits.start + this.#limits.job);
    clearInterval(this.#memory);
    this.#memory = setInterval(() => void this.#checkMemory(), MEMORY_INTERVAL);
  }

  /** Can it still take a job? */
  get isAlive(): boolean {
    return running.has(this) && this.#end === undefined && this.#child.pid !== undefined;
  }

  /** Ends the process and everything that it started. Safe to call twice. */
  end(reason: ProcessEnd = { reason: "ended-by-us" }): void {
    this.#end ??= reason;
    this.#stopWatching();
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    endGroup(pid);
  }

  #receive(line: string): void {
    let message: JudgeMessage;
    try {
      message = JSON.parse(line) as JudgeMessage;
    } catch {
      // The last line of a process that was ended may be torn.
      return;
    }
    if (message.type === "job-ended" || message.type === "engine-error") this.#stopWatching();
    else if (message.type !== "ready") this.#awaitSign(this.#limits.silence);
    if (message.type === "output") this.#print(message.text);
    this.#listener(message);
    if (message.type === "stuck") this.end({ reason: "stalled" });
  }

  #print(text: string): void {
    this.#printed += Buffer.byteLength(text);
    if (this.output.length < this.#limits.output) this.output += text;
    if (this.#printed > this.#limits.output) this.end({ reason: "output", bytes: this.#printed });
  }

  #awaitSign(milliseconds: number): void {
    if (this.#end !== undefined) return;
    this.#signs += 1;
    this.#residentBefore = this.#resident;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => void this.#endStalled(), milliseconds);
  }

  async #checkMemory(): Promise<void> {
    const { pid } = this.#child;
    const bytes = pid === undefined ? undefined : await residentMemory(pid);
    this.#resident = bytes;
    if (bytes !== undefined && bytes > this.#limits.memory) this.end({ reason: "memory", bytes });
  }

  /**
   * A loop that fills the memory gives no sign of life either: as long as it grows it is let go on, until it
   * meets a limit that says what it did. A slow machine fills slowly.
   */
  async #endStalled(looks = 0): Promise<void> {
    const signs = this.#signs;
    const before = this.#residentBefore;
    await this.#checkMemory();
    const bytes = this.#resident;
    this.#residentBefore = bytes;
    // It has shown life while we looked.
    if (signs !== this.#signs || this.#end !== undefined) return;
    // Close to the limit of its heap it hardly grows: it collects garbage until it gives up.
    const isHeavy = bytes !== undefined && bytes > this.#limits.heap * 0.6 * 1024 ** 2;
    const isGrowing = isHeavy || (bytes !== undefined && before !== undefined && bytes - before > GROWTH);
    if (!isGrowing || looks === MOST_LOOKS)
      return this.end(isHeavy && bytes !== undefined ? { reason: "memory", bytes } : { reason: "stalled" });
    this.#silence = setTimeout(() => void this.#endStalled(looks + 1), NEXT_LOOK);
  }

  #stopWatching(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#deadline);
    clearInterval(this.#memory);
  }

  #guessEnd(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
    if (/heap limit|out of memory|allocation failed/i.test(this.#lastWords)) return { reason: "out-of-memory" };
    return { reason: "exited", code, signal };
  }
}

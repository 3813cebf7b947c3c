import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Job, JudgeMessage } from "../../src/judge/protocol.ts";
import * as kit from "../../src/kit/index.ts";
import * as spec from "../spec/index.ts";
import { installGuards } from "./guards.ts";
import { setSpecHost } from "../spec/rules-for.ts";
import { judgeHost, runJob } from "./job.ts";
import { processSurroundings, type ProcessWatch } from "./surroundings.ts";
import { realTimers } from "./timers.ts";
import type { WatchdogData } from "./watchdog.ts";

/** File descriptor of the judge's own channel, opened by the parent. */
const CHANNEL = 3;

const send = (message: JudgeMessage): void => {
  writeSync(CHANNEL, `${JSON.stringify(message)}\n`);
};

const pulse = new SharedArrayBuffer(8);
const cells = new Int32Array(pulse);
const require = createRequire(__filename);

startWatchdog();
setSpecHost(judgeHost);
const watch: ProcessWatch = { guards: installGuards(), beat: () => void Atomics.add(cells, 0, 1) };

// A rule that works for long but lets the event loop turn is alive: only a loop that never yields stalls.
realTimers.setInterval(watch.beat, 100).unref();

const environment = {
  specRequire: (name: string): unknown => {
    if (name === "#spec") return spec;
    if (name === "eventlings") return kit;
    return require(name);
  },
  kit,
  builtin: require,
  surroundings: (file: string, ruleTimeout: number) => processSurroundings(watch, file, ruleTimeout),
};

// One job at a time: `beforeExit` proves stillness only while nothing else is running.
let queue: Promise<void> = Promise.resolve();
process.on("message", (job: Job) => {
  queue = queue.then(() => judge(job));
});
process.on("disconnect", () => {
  // The parent is gone: nobody is left to judge for.
  process.removeAllListeners("beforeExit");
});

async function judge(job: Job): Promise<void> {
  process.channel?.unref();
  Atomics.store(cells, 1, 1);
  try {
    const rules = await runJob(job, environment, {
      loading: () => send({ type: "loading", job: job.id }),
      loadProblem: (problem) => send({ type: "load-problem", job: job.id, problem }),
      ruleStarted: (rule) => send({ type: "rule-started", job: job.id, rule }),
      ruleEnded: (report) => send({ type: "rule-ended", job: job.id, report }),
    });
    send({ type: "job-ended", job: job.id, rules });
  } catch (error) {
    send({ type: "engine-error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  Atomics.store(cells, 1, 0);
  process.channel?.ref();
}

function startWatchdog(): void {
  const data: WatchdogData = {
    pulse,
    channel: CHANNEL,
    stallLimit: Number(process.env["EVENTLINGS_STALL_LIMIT"] ?? 1000),
    memoryLimit: Number(process.env["EVENTLINGS_MEMORY_LIMIT"] ?? 500 * 1024 * 1024),
  };
  new Worker(join(__dirname, "watchdog.cjs"), { workerData: data, stdout: false, stderr: false }).unref();
}

send({ type: "ready" });

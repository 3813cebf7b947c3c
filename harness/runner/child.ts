import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import type { Job, JudgeMessage } from "../../src/judge/protocol.ts";
import * as kit from "../../src/kit/index.ts";
import * as spec from "../spec/index.ts";
import { setSpecHost } from "../spec/rules-for.ts";
import { installGuards } from "./guards.ts";
import { judgeHost, runJob } from "./job.ts";
import { redirectOutput } from "./output.ts";
import { detectStuck } from "./stuck.ts";
import { processSurroundings } from "./surroundings.ts";
import { realTimers } from "./timers.ts";

/** File descriptor of the judge's own channel, opened by the parent. */
const CHANNEL = 3;
/** Milliseconds between two signs of life. */
const BEAT = 100;

// Taken before the guards put their own in its place.
const exit = process.exit.bind(process);

const send = (message: JudgeMessage): void => {
  try {
    writeSync(CHANNEL, `${JSON.stringify(message)}\n`);
  } catch {
    // The parent is gone: nobody is left to judge for.
    exit(2);
  }
};

redirectOutput((text) => send({ type: "output", text }));
setSpecHost(judgeHost);
const require = createRequire(__filename);
const guards = installGuards();
const stuck = detectStuck((index) => send({ type: "stuck", index }));

const environment = {
  specRequire: (name: string): unknown => {
    if (name === "#spec") return spec;
    if (name === "eventlings") return kit;
    return require(name === "fast-check" ? "./fast-check.cjs" : name);
  },
  kit,
  builtin: require,
  surroundings: (file: string, ruleTimeout: number) => processSurroundings(guards, file, ruleTimeout),
  at: stuck.at,
};

// One job at a time: `beforeExit` proves stillness only while nothing else is running.
let queue: Promise<void> = Promise.resolve();
process.on("message", (job: Job) => {
  queue = queue.then(() => judge(job));
});
process.on("disconnect", () => exit(0));

async function judge(job: Job): Promise<void> {
  process.channel?.unref();
  stuck.turned();
  const beat = realTimers.setInterval(() => {
    stuck.turned();
    send({ type: "beat" });
  }, BEAT);
  beat.unref();
  try {
    const rules = await runJob(job, environment, {
      loading: () => send({ type: "loading", job: job.id }),
      loadProblem: (problem) => send({ type: "load-problem", job: job.id, problem }),
      ruleStarted: (rule) => send({ type: "rule-started", job: job.id, rule }),
      ruleEnded: (report) => send({ type: "rule-ended", job: job.id, report }),
      replaying: () => send({ type: "replaying", job: job.id }),
      happened: (entry) => send({ type: "happened", job: job.id, entry }),
      told: (lines) => send({ type: "told", job: job.id, lines }),
    });
    send({ type: "job-ended", job: job.id, rules });
  } catch (error) {
    send({ type: "engine-error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  realTimers.clearInterval(beat);
  process.channel?.ref();
}

send({ type: "ready" });

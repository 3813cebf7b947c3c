import { createRequire } from "node:module";
import type { Job, JudgeMessage } from "../../src/judge/protocol.ts";
import * as kit from "../../src/kit/index.ts";
import * as spec from "../spec/index.ts";
import { setSpecHost } from "../spec/rules-for.ts";
import { judgeHost, runJob } from "./job.ts";
import type { BodyEnd, Surroundings } from "./run-rule.ts";

/** No guards and no limits: whoever sits at a debugger takes as long as they like. */
const unguarded: Surroundings = {
  async run(body): Promise<BodyEnd> {
    try {
      await body();
      return { kind: "returned" };
    } catch (error) {
      return { kind: "threw", error };
    }
  },
  seen: () => undefined,
};

/** Runs a job in the process that loads this file, so that a debugger attached to it can stop in the learner's code. */
export async function runJobHere(job: Job, send: (message: JudgeMessage) => void): Promise<void> {
  const require = createRequire(__filename);
  setSpecHost(judgeHost);
  const environment = {
    specRequire: (name: string): unknown => {
      if (name === "#spec") return spec;
      if (name === "eventlings") return kit;
      return require(name === "fast-check" ? "./fast-check.cjs" : name);
    },
    kit,
    builtin: require,
    surroundings: () => unguarded,
    at: () => undefined,
  };
  try {
    const rules = await runJob(job, environment, {
      loading: () => send({ type: "loading", job: job.id }),
      loadProblem: (problem) => send({ type: "load-problem", job: job.id, problem }),
      ruleStarted: (rule) => send({ type: "rule-started", job: job.id, rule }),
      ruleEnded: (report) => send({ type: "rule-ended", job: job.id, report }),
      replaying: () => send({ type: "replaying", job: job.id }),
      happened: (entry) => send({ type: "happened", job: job.id, entry }),
    });
    send({ type: "job-ended", job: job.id, rules });
  } catch (error) {
    send({ type: "engine-error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

import { createInterface } from "node:readline";
import { start, stop } from "./processes.ts";
import { EXERCISE, type Sandbox } from "./sandbox.ts";

/** A tool that watches the answer of a sandbox and judges it at each save. */
export interface Watching {
  readonly pid: number;
  /** Saves `text` and waits for a line of output that `isVerdict` accepts: the milliseconds from the save to it. */
  save(text: string, isVerdict?: (line: string) => boolean): Promise<number>;
  stop(): Promise<void>;
}

/** How a tool is started, and what its verdict on a right answer looks like. */
export interface Tool {
  readonly args: (sandbox: Sandbox) => readonly string[];
  readonly isPass: (line: string) => boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Vitest's own watch mode on the spec of the exercise. */
export const VITEST: Tool = {
  // The reporter is named, so that what Vitest believes about its surroundings changes nothing.
  args: ({ vitest }) => [vitest, "--watch", "--reporter=default", EXERCISE.spec],
  isPass: (line) => /^\s*Tests\s+\d+ passed/.test(line),
};

/** `watch` as learners use it; a line of JSON for each verdict instead of a screen. */
export const OURS: Tool = {
  args: ({ command }) => [command, "watch", EXERCISE.id, "--json"],
  isPass: (line) => readVerdict(line)?.status === "pass",
};

/** The same without the type check, which only the bench can ask for. */
export const OURS_WITHOUT_TYPES: Tool = { ...OURS, env: { EVENTLINGS_BENCH_TYPES: "off" } };

/** Accepts the verdict on an answer whose endless loop was found at this line. */
export const reportsLine =
  (expected: number) =>
  (line: string): boolean =>
    readVerdict(line)?.interruption?.failure.place?.line === expected;

/** The part of a verdict that the bench looks at. */
interface ShownVerdict {
  readonly status?: string;
  readonly interruption?: { readonly failure: { readonly place?: { readonly line: number } } };
}

function readVerdict(line: string): ShownVerdict | undefined {
  try {
    return JSON.parse(line) as ShownVerdict;
  } catch {
    return undefined;
  }
}

/** Milliseconds after which a tool that has not answered is taken to be stuck. */
const PATIENCE = 30_000;

/** Starts a tool and waits for its first verdict. */
export async function watching(tool: Tool, sandbox: Sandbox): Promise<Watching> {
  const child = start(tool.args(sandbox), sandbox.root, "pipe", tool.env);
  const said: string[] = [];
  let hear: (line: string) => void = () => undefined;
  const listen = (line: string): void => {
    said.push(line.slice(0, 300));
    hear(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", listen);
  }
  const verdict = (accepts: (line: string) => boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      const fail = (what: string): void =>
        reject(
          new Error(`\`node ${tool.args(sandbox).join(" ")}\` ${what}. It said last:\n${said.slice(-8).join("\n")}`),
        );
      const timer = setTimeout(() => fail("gave no verdict within 30 seconds"), PATIENCE);
      const ended = (): void => fail("ended while it was watched");
      child.once("exit", ended);
      hear = (line) => {
        if (!accepts(line)) return;
        clearTimeout(timer);
        child.off("exit", ended);
        resolve(performance.now());
      };
    });
  await verdict(tool.isPass);
  return {
    pid: child.pid ?? Number.NaN,
    save: async (text, isVerdict = tool.isPass) => {
      const heard = verdict(isVerdict);
      const saved = performance.now();
      await sandbox.save(text);
      return (await heard) - saved;
    },
    stop: () => stop(child),
  };
}

import { BadArguments, readArguments, USAGE } from "./arguments.ts";
import type { Finding, Measurement, Result, Surroundings } from "./figure.ts";
import { MEASUREMENTS } from "./figures/index.ts";
import { stopAll } from "./processes.ts";
import { makeSandbox, type Sandbox } from "./sandbox.ts";
import { isOver, renderTable, toJson } from "./table.ts";

const node = Number(process.versions.node.split(".")[0]);
const figures = MEASUREMENTS.flatMap((measurement) => measurement.figures(node));

/** Set by Ctrl-C: what is ended then is no failure, and nothing new may begin. */
let interrupted = false;
const forEver = new Promise<never>(() => undefined);

/** Runs the bench: 0 when every figure is within its limit, 1 when one is over, 2 when it could not measure. */
export async function main(args: readonly string[], root: string): Promise<number> {
  try {
    const asked = readArguments(
      args,
      figures.map(({ name }) => name),
    );
    if (asked.help) {
      process.stdout.write(`${USAGE}\n\nFigures: ${figures.map(({ name }) => name).join(", ")}\n`);
      return 0;
    }
    const results = await withSandboxes(root, (sandbox) => measure(asked.only, { sandbox, quick: asked.quick, node }));
    report(results, asked.json);
    if (results.some((result) => "failed" in result)) return 2;
    return results.some(isOver) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof BadArguments)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

/** Hands out copies of the course; removes them and ends every process at the end, also at Ctrl-C. */
async function withSandboxes<T>(root: string, use: (sandbox: Surroundings["sandbox"]) => Promise<T>): Promise<T> {
  const sandboxes: Promise<Sandbox>[] = [];
  const clean = async (): Promise<void> => {
    await stopAll();
    for (const made of await Promise.allSettled(sandboxes)) {
      if (made.status === "fulfilled") await made.value.remove();
    }
  };
  const interrupt = (): void => {
    interrupted = true;
    process.stderr.write("\nInterrupted: ending what was started.\n");
    void clean().finally(() => process.exit(130));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await use(() => {
      if (interrupted) return forEver;
      const made = makeSandbox(root);
      sandboxes.push(made);
      return made;
    });
  } finally {
    await clean();
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** One measurement after the other: two at once would measure each other. */
async function measure(wanted: ReadonlySet<string>, surroundings: Surroundings): Promise<readonly Result[]> {
  const findings = new Map<string, Finding>();
  for (const measurement of MEASUREMENTS) {
    const mine = new Set(measurement.figures(node).flatMap(({ name }) => (wanted.has(name) ? [name] : [])));
    if (mine.size === 0) continue;
    process.stderr.write(`measuring ${[...mine].join(", ")} …\n`);
    for (const [name, finding] of await attempt(measurement, mine, surroundings)) findings.set(name, finding);
  }
  return figures.flatMap((figure) => {
    const finding = findings.get(figure.name);
    return finding === undefined || !wanted.has(figure.name) ? [] : [{ ...figure, ...finding }];
  });
}

/** What one measurement finds. When it fails, the others still have something to say. */
async function attempt(
  measurement: Measurement,
  wanted: ReadonlySet<string>,
  surroundings: Surroundings,
): Promise<ReadonlyMap<string, Finding>> {
  try {
    return await measurement.measure(wanted, surroundings);
  } catch (error) {
    if (interrupted) return forEver;
    const failed = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${failed}\n`);
    return new Map([...wanted].map((name) => [name, { failed }]));
  } finally {
    await stopAll();
  }
}

function report(results: readonly Result[], json: boolean): void {
  const heading = `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  const table = `${heading}\n\n${renderTable(results)}\n`;
  if (json) {
    process.stderr.write(`\n${table}`);
    process.stdout.write(`${toJson(results)}\n`);
  } else {
    process.stdout.write(`\n${table}`);
  }
}

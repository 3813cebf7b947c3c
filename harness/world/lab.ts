import { Footprints } from "./run/footprints.ts";
import { Moves } from "./run/moves.ts";
import type { Promised, RunEnd } from "./run/outcome.ts";
import type { Recorder } from "./run/recorder.ts";
import { Run, type RunLimits } from "./run/run.ts";
import type { Strategy } from "./run/strategy.ts";
import { watchRejections } from "./guards/rejections.ts";
import { armTripwires, sayTripped } from "./guards/tripwires.ts";
import { mute } from "./guards/console.ts";

// Taken before anyone wraps them.
const { setImmediate } = globalThis;

/** What is tried under every schedule: sets a world up, and says what it must keep. */
export type Build = (run: Run, bench: Bench) => Promised;

/** What outlives a run: nothing that the learner's code could see. */
export interface Bench {
  readonly footprints: Footprints;
  /** The learner's module, never used before. */
  readonly module: () => unknown;
}

/** A run that is over. */
export interface FinishedRun {
  readonly end: RunEnd;
  readonly run: Run;
}

/**
 * Runs one schedule after another. While it is open, the learner's ways around the ports are watched
 * and the console is silent: a thousand schedules print a thousand times.
 */
export class Lab {
  readonly #build: Build;
  readonly #evaluate: () => unknown;
  readonly #footprints = new Footprints();
  readonly #moves = new Moves();
  /** Modules that were evaluated and not used yet. An evaluation may take its time; a run cannot wait. */
  readonly #modules: unknown[] = [];
  readonly #closers: (() => void)[] = [];
  readonly #tripwires = armTripwires();
  readonly #rejections = watchRejections();
  readonly #console = mute(this.#tripwires.aside);

  constructor(build: Build, evaluate: () => unknown) {
    this.#build = build;
    this.#evaluate = evaluate;
    this.#closers.push(this.#console.restore, this.#tripwires.disarm, this.#rejections.stop);
  }

  /** Runs one schedule from the first step to the last. */
  async run(strategy: Strategy, limits: RunLimits, recorder?: Recorder): Promise<FinishedRun> {
    const run = new Run(limits, strategy, this.#moves, recorder);
    const bench: Bench = { footprints: this.#footprints, module: () => this.#take() };
    const promised = this.#build(run, bench);
    await this.#prepare(run.actors.length + (limits.faults.crashes ?? 0));
    this.#tripwires.watch();
    const end = await run.execute(promised);
    // The event loop turns once: rejections that nobody handles show, and whoever watches sees life.
    this.#tripwires.rest();
    await new Promise<void>((resolve) => void setImmediate(resolve));
    const rejection = this.#rejections.take();
    const seen = this.#whatWentRound() ?? (rejection === undefined ? undefined : lost(rejection.error, end));
    if (seen?.kind === "broken") recorder?.broken(run.laneOfTheLast, seen.broken.happened);
    return { run, end: seen ?? end };
  }

  /** Lets the learner's code print from now on. */
  speak(): void {
    this.#console.speak();
  }

  /** Puts everything back. */
  close(): void {
    for (const close of this.#closers) close();
  }

  async #prepare(count: number): Promise<void> {
    while (this.#modules.length < count) {
      this.#tripwires.watch();
      const evaluating = this.#evaluate();
      this.#tripwires.rest();
      this.#modules.push(await evaluating);
    }
  }

  #take(): unknown {
    if (this.#modules.length === 0) throw new Error("More processes began than modules were evaluated.");
    return this.#modules.shift();
  }

  #whatWentRound(): RunEnd | undefined {
    const tripped = this.#tripwires.take();
    if (tripped === undefined) return undefined;
    return {
      kind: "broken",
      broken: { kind: "round-the-ports", happened: sayTripped(tripped), error: tripped.origin },
    };
  }
}

function lost(error: unknown, end: RunEnd): RunEnd {
  if (end.kind === "unwritten") return end;
  const words = error instanceof Error ? `${error.name}: ${error.message}`.replace(/[.:\s]+$/, "") : String(error);
  return {
    kind: "broken",
    broken: {
      kind: "unhandled-rejection",
      happened: `A promise rejected and nobody was waiting for it: ${words}. Await every promise, or handle its rejection: in production, Node ends the process here.`,
      error,
    },
  };
}

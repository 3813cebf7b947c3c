import type { Failure } from "../../src/judge/protocol.ts";
import type { Timeline, TimelineEntry } from "../../src/kit/index.ts";
import { inLab, limitsOf, type AttackOptions, type Scene } from "../world/explore-program.ts";
import { fromToken } from "../world/explorer/token.ts";
import type { Moves } from "../world/run/moves.ts";
import type { Broken, RunEnd } from "../world/run/outcome.ts";
import { Recorder } from "../world/run/recorder.ts";
import { LEAVE, type Strategy } from "../world/run/strategy.ts";
import { CheckFailed, type CheckLog } from "./check.ts";
import { showValues } from "./show.ts";

/** One schedule to run alone, and who hears of it as it goes. */
export interface Replay {
  /** Number of the attack within its rule and the choices of its schedule: what a failure carries. */
  readonly token: string;
  /** The schedule begins: what was printed until now belongs to something else. */
  readonly begins?: () => void;
  readonly happens?: (entry: TimelineEntry) => void;
}

/** The schedule that a token names does not exist, or does not exist any more. Its message is a full sentence. */
export class DoesNotFit extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DoesNotFit";
  }
}

/** An endless run is told up to here: what goes round shows sooner. */
const MOST_ENTRIES = 60;

/** Makes the `attack` of a rule of which one schedule is run again. All of its other attacks do nothing. */
export function createReplay<E>(
  replay: Replay,
  log: CheckLog,
  fresh: () => Promise<E>,
): (scene: Scene<E>, options?: AttackOptions) => Promise<void> {
  const [number, schedule = ""] = replay.token.split("-");
  let attacks = 0;
  return async (scene, options = {}) => {
    attacks += 1;
    if (Number(number) !== attacks) return;
    const choices = fromToken(schedule);
    if (choices === undefined) throw new DoesNotFit(`"${replay.token}" names no schedule.`);
    log.count += 1;
    log.steps.length = 0;
    const { end, timeline } = await runOnce(replay, choices, scene, options, fresh);
    if (end.kind === "unwritten") throw end.error;
    const broken = end.kind === "cut" ? stillGoing(timeline) : end.kind === "broken" ? end.broken : undefined;
    if (broken === undefined) {
      log.replayed = timeline;
      return;
    }
    log.thrown ??= broken.error;
    const failure = toFailure(broken, timeline, replay.token);
    log.failure ??= failure;
    throw new CheckFailed(failure);
  };
}

function runOnce<E>(
  replay: Replay,
  choices: readonly number[],
  scene: Scene<E>,
  options: AttackOptions,
  fresh: () => Promise<E>,
): Promise<{ readonly end: RunEnd; readonly timeline: Timeline }> {
  return inLab(scene, fresh, async (lab) => {
    const strategy = new Exactly(choices);
    const recorder = new Telling(replay.happens);
    replay.begins?.();
    lab.speak();
    const { end } = await lab.run(strategy, limitsOf(options), recorder);
    if (end.kind === "held" || end.kind === "left") strategy.requireFit();
    return { end, timeline: timelineOf(recorder) };
  });
}

/** Makes the choices of a token and no others. Behind the last of them, it goes straight ahead. */
class Exactly implements Strategy {
  readonly #choices: readonly number[];
  #made = 0;
  #misfit: string | undefined;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  choose(moves: Moves, depth: number): number {
    const choice = this.#choices[depth] ?? 0;
    this.#made = depth + 1;
    if (choice < moves.count) return choice;
    const ways = moves.count === 1 ? "is only one way" : `are only ${String(moves.count)} ways`;
    this.#misfit = `At step ${String(depth + 1)} it takes way ${String(choice + 1)}, and there ${ways} to go on.`;
    return LEAVE;
  }

  requireFit(): void {
    if (this.#misfit !== undefined) throw new DoesNotFit(this.#misfit);
    if (this.#made >= this.#choices.length) return;
    const steps = this.#made === 1 ? "1 step" : `${String(this.#made)} steps`;
    throw new DoesNotFit(`It goes on for ${String(this.#choices.length)} steps, and everyone is done after ${steps}.`);
  }
}

/** Hands on each entry as it is written. */
class Telling extends Recorder {
  readonly #happens: ((entry: TimelineEntry) => void) | undefined;

  constructor(happens: ((entry: TimelineEntry) => void) | undefined) {
    super();
    this.#happens = happens;
  }

  override step(...args: Parameters<Recorder["step"]>): void {
    super.step(...args);
    this.#tell();
  }

  override crash(...args: Parameters<Recorder["crash"]>): void {
    super.crash(...args);
    this.#tell();
  }

  override restart(...args: Parameters<Recorder["restart"]>): void {
    super.restart(...args);
    this.#tell();
  }

  override broken(...args: Parameters<Recorder["broken"]>): void {
    super.broken(...args);
    this.#tell();
  }

  #tell(): void {
    const last = this.entries.at(-1);
    if (last !== undefined) this.#happens?.(last);
  }
}

/** Processes first; of the resources, those that took part. */
function timelineOf({ lanes, entries }: Recorder): Timeline {
  const takesPart = (id: string): boolean =>
    entries.some((entry) => ("lane" in entry ? entry.lane === id : entry.from === id || entry.to === id));
  const processes = lanes.filter(({ kind }) => kind === "process");
  const resources = lanes.filter(({ id, kind }) => kind === "resource" && takesPart(id));
  return { lanes: [...processes, ...resources], entries: entries.slice(0, MOST_ENTRIES) };
}

const stillGoing = ({ entries }: Timeline): Broken => ({
  kind: "never-settles",
  happened: `It was still going on when it was stopped, and goes round in circles; the first ${String(entries.length)} steps are shown.`,
});

const toFailure = (broken: Broken, timeline: Timeline, token: string): Failure => ({
  kind: broken.kind ?? "broken-promise",
  happened: broken.happened,
  ...showValues(broken),
  timeline,
  token,
});

import type { Timeline } from "../../../src/kit/index.ts";
import type { Lab } from "../lab.ts";
import type { Broken } from "../run/outcome.ts";
import { Recorder } from "../run/recorder.ts";
import type { RunLimits } from "../run/run.ts";
import { Follow, type Cost } from "./follow.ts";
import { toToken } from "./token.ts";

/** A schedule under which a promise is broken. */
export interface Counterexample {
  readonly broken: Broken;
  readonly timeline: Timeline;
  /** Runs exactly this schedule again. */
  readonly token: string;
  readonly cost: Cost;
  /** Is there none with fewer faults, fewer switches, fewer steps? Else it is only a short one. */
  readonly shortest: boolean;
}

/** What was found, before it is told. */
export interface Finding {
  readonly choices: readonly number[];
  readonly cost: Cost;
  readonly broken: Broken;
}

/** What one schedule did, in words; and how it ended. */
export interface Replay {
  readonly timeline: Timeline;
  readonly broken: Broken | undefined;
}

/** Runs one schedule and writes down what happens. */
export async function replay(lab: Lab, limits: RunLimits, choices: readonly number[]): Promise<Replay> {
  const recorder = new Recorder();
  const { end } = await lab.run(new Follow(choices), limits, recorder);
  const { lanes, entries } = recorder;
  const processes = lanes.filter(({ kind }) => kind === "process");
  const resources = lanes.filter(({ id, kind }) => kind === "resource" && entries.some((entry) => isIn(id, entry)));
  return {
    timeline: { lanes: [...processes, ...resources], entries },
    broken: end.kind === "broken" ? end.broken : undefined,
  };
}

const isIn = (id: string, entry: Timeline["entries"][number]): boolean =>
  "lane" in entry ? entry.lane === id : entry.from === id || entry.to === id;

/** Tells a finding as a timeline. It is run twice: the two must be one. */
export async function tell(
  lab: Lab,
  limits: RunLimits,
  { choices, cost, broken }: Finding,
  shortest: boolean,
): Promise<Counterexample | { readonly differs: string }> {
  const exactly = { ...limits, steps: cost.steps };
  const silent = await replay(lab, exactly, choices);
  lab.speak();
  const aloud = await replay(lab, exactly, choices);
  const differs = firstDifference(silent.timeline, aloud.timeline);
  if (differs !== undefined) return { differs };
  return { broken: aloud.broken ?? broken, timeline: aloud.timeline, token: toToken(choices), cost, shortest };
}

/** The first entry in which two runs of one schedule differ, in words. */
export function firstDifference(one: Timeline, other: Timeline): string | undefined {
  const length = Math.max(one.entries.length, other.entries.length);
  for (let at = 0; at < length; at += 1) {
    const [first, second] = [describe(one, at), describe(other, at)];
    if (first !== second) return `At step ${String(at + 1)}, the first time: ${first}; the second time: ${second}.`;
  }
  return undefined;
}

function describe({ entries }: Timeline, at: number): string {
  const entry = entries[at];
  if (entry === undefined) return "nothing more happened";
  const who = "lane" in entry ? entry.lane : `${entry.from} to ${entry.to}`;
  return `${who}, ${entry.kind === "message" || entry.kind === "step" ? "" : `${entry.kind}, `}${entry.text}`;
}

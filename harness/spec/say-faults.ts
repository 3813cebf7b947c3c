import type { AttackOptions, FaultBudget, FaultKind, Scene } from "../world/index.ts";
import type { CheckLog } from "./check.ts";

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

const NAMES: Readonly<Record<FaultKind, readonly [string, string]>> = {
  crashes: ["crash", "crashes"],
  timeouts: ["timeout", "timeouts"],
  delays: ["delay", "delays"],
  duplicates: ["duplicate", "duplicates"],
  drops: ["lost message", "lost messages"],
  rebalances: ["rebalance", "rebalances"],
};

/** `"at most one crash and two duplicates"`; nothing where nothing may go wrong. */
export function sayFaults(faults: FaultBudget): string | undefined {
  const parts = (Object.keys(NAMES) as FaultKind[]).flatMap((kind) => {
    const most = faults[kind] ?? 0;
    return most === 0 ? [] : [`${NUMBERS[most] ?? String(most)} ${NAMES[kind][most === 1 ? 0 : 1]}`];
  });
  const last = parts.pop();
  if (last === undefined) return undefined;
  return `at most ${parts.length === 0 ? last : `${parts.join(", ")} and ${last}`}`;
}

type Attack<E> = (scene: Scene<E>, options?: AttackOptions) => Promise<void>;

/** The same attack, of which it is also said what was allowed to go wrong. */
export function sayingFaults<E>(attack: Attack<E>, log: CheckLog): Attack<E> {
  return async (scene, options = {}) => {
    const faults = sayFaults(options.faults ?? {});
    const before = log.explored.length;
    try {
      await attack(scene, options);
    } finally {
      const explored = log.explored[before];
      if (faults !== undefined && explored !== undefined) log.explored[before] = `${explored}, ${faults}`;
      const { failure } = log;
      if (faults !== undefined && failure?.explored !== undefined)
        log.failure = { ...failure, explored: `${failure.explored}, ${faults}` };
    }
  };
}

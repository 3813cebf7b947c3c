import type { Failure } from "../../src/judge/protocol.ts";
import { CheckFailed, type CheckLog } from "../spec/check.ts";
import { showValues } from "../spec/show.ts";
import { sayExplored } from "./explorer/explored.ts";
import { exploreScene, type AttackOptions, type Scene } from "./explore-program.ts";
import type { Broken } from "./run/outcome.ts";

/** What an attack needs of the rule that makes it. */
export interface AttackTools<E> {
  readonly log: CheckLog;
  readonly fresh: () => Promise<E>;
  readonly seed: number;
}

/** Makes the `attack` of one rule. Its attacks are counted, so that a token names one of them. */
export function createAttack<E>(tools: AttackTools<E>): (scene: Scene<E>, options?: AttackOptions) => Promise<void> {
  let attacks = 0;
  return async (scene, options = {}) => {
    attacks += 1;
    const failure = await attackEverywhere(tools, attacks, scene, options);
    if (failure === undefined) return;
    tools.log.failure ??= failure;
    throw new CheckFailed(failure);
  };
}

async function attackEverywhere<E>(
  { log, fresh, seed }: AttackTools<E>,
  attack: number,
  scene: Scene<E>,
  options: AttackOptions,
): Promise<Failure | undefined> {
  log.count += 1;
  // A timeline tells its own story: the steps of what the rule did before are not part of it.
  log.steps.length = 0;
  const exploration = await exploreScene(scene, fresh, options, seed);
  switch (exploration.kind) {
    case "unwritten":
      throw exploration.error;
    case "held":
      log.explored.push(sayExplored(exploration.explored));
      return undefined;
    case "hidden-state":
      return hidden(exploration.differs);
    case "broken": {
      const { counterexample, explored } = exploration;
      log.thrown ??= counterexample.broken.error;
      return {
        ...toFailure(counterexample.broken),
        timeline: counterexample.timeline,
        explored: sayExplored({ ...explored, complete: false }),
        token: `${String(attack)}-${counterexample.token}`,
      };
    }
  }
}

const toFailure = ({ happened, kind = "broken-promise", ...values }: Broken): Failure => ({
  kind,
  happened,
  ...showValues(values),
});

const hidden = (differs: string): Failure => ({
  kind: "round-the-ports",
  happened: `The same schedule was run twice on fresh copies of your module, and did not do the same twice. ${differs} Your code keeps something where a restart does not clear it (on globalThis, on an object that it was handed), or decides by something that is not a port.`,
});

import type { Exploration } from "../../../harness/world/explorer/explore.ts";
import { exploreScene, type AttackOptions, type Scene } from "../../../harness/world/explore-program.ts";

/** Tries a scene. `evaluate` stands for evaluating the learner's module. */
export const explore = <E = unknown>(
  scene: Scene<E>,
  options: AttackOptions = {},
  evaluate: () => E = () => ({}) as E,
): Promise<Exploration> => exploreScene(scene, evaluate, options);

/** A finding as one line an entry, for snapshots; or how the exploration ended. */
export function story(exploration: Exploration): readonly string[] {
  if (exploration.kind === "hidden-state") return [`hidden state: ${exploration.differs}`];
  if (exploration.kind === "unwritten") return [`unwritten: ${exploration.error.message}`];
  const { schedules, complete } = exploration.explored;
  if (exploration.kind === "held") return [`held under ${complete ? "all " : ""}${String(schedules)}`];
  const { timeline, cost } = exploration.counterexample;
  return [
    ...timeline.entries.map((entry) =>
      "lane" in entry
        ? `${entry.lane}: ${entry.kind === "step" ? "" : `${entry.kind}: `}${entry.text}`
        : `${entry.from} -> ${entry.to}: ${entry.kind === "lost" ? "lost: " : ""}${entry.text}`,
    ),
    `${String(cost.faults)} faults, ${String(cost.switches)} switches, ${String(cost.steps)} steps`,
  ];
}

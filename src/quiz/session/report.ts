import type { Card, Topic } from "../types.ts";
import type { Outcome } from "./session.ts";

/** How a topic went. */
export interface TopicReport {
  readonly topic: string;
  readonly title: string;
  readonly asked: number;
  /** 0 to 1: a near answer counts half. */
  readonly strength: number;
}

/** What a round says about its learner. */
export interface Report {
  /** The strongest first. */
  readonly topics: readonly TopicReport[];
  readonly missed: readonly Card[];
  /** Lessons of what was missed, the one with most of it first. */
  readonly read: readonly string[];
  /** Exercises that train what was missed, `lesson/exercise`. */
  readonly drill: readonly string[];
}

const POINTS = { right: 1, near: 0.5, wrong: 0 } as const;

/** Sums a round up by topic, with what to do next. */
export function report(outcomes: readonly Outcome[], topics: readonly Topic[]): Report {
  const missed = outcomes.filter(({ graded }) => graded.result !== "right").map(({ question }) => question.card);
  const byTopic = topics.flatMap(({ id, title }): readonly TopicReport[] => {
    const own = outcomes.filter(({ question }) => question.card.topic === id);
    if (own.length === 0) return [];
    const points = own.reduce((sum, { graded }) => sum + POINTS[graded.result], 0);
    return [{ topic: id, title, asked: own.length, strength: points / own.length }];
  });
  return {
    topics: byTopic.toSorted((a, b) => b.strength - a.strength),
    missed,
    read: mostFirst(missed.map(({ lesson }) => lesson)),
    drill: mostFirst(missed.flatMap(({ drills }) => drills.map((drill) => drill.split("#")[0] ?? drill))),
  };
}

function mostFirst(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
}

import type { ProgressEvent } from "../../progress/index.ts";
import type { Card, Topic } from "../types.ts";
import { addDays, dayName, dayStart, daysBetween } from "./days.ts";
import type { QuizHistory } from "./history.ts";
import type { CardMemory } from "./schedule.ts";

/** How well a topic is known. */
export interface TopicStrength {
  readonly topic: string;
  readonly title: string;
  readonly cards: number;
  /** How many of them were ever answered. */
  readonly met: number;
  /** 0 to 1: how much of the topic would be remembered now; what was never asked counts as not known. */
  readonly strength: number;
}

/** What a learner has done and what is weak. */
export interface Statistics {
  readonly topics: readonly TopicStrength[];
  readonly answers: number;
  /** Answers to questions that the course no longer has; they are kept. */
  readonly gone: number;
  /** Things done on each of the last days, today at the end. */
  readonly days: readonly { readonly day: string; readonly count: number }[];
  /** Days with anything done. */
  readonly practised: number;
  /** Days without a gap, up to today or yesterday. */
  readonly inARow: number;
  /** Of the questions that came back on a later day, how many were remembered. */
  readonly retention: { readonly asked: number; readonly remembered: number };
  readonly due: number;
}

/** Days that the sparkline shows. */
const DAYS_SHOWN = 28;

/** Sums a learner's log up. */
export function statistics(
  cards: readonly Card[],
  topics: readonly Topic[],
  history: QuizHistory,
  memories: ReadonlyMap<string, CardMemory>,
  events: readonly ProgressEvent[],
  now: number,
): Statistics {
  const counts = new Map<string, number>();
  for (const { type, at } of events) {
    // Meeting a stub is nothing that anybody did.
    if (type === "StubSeen" || type === "AnswerWithdrawn" || type === "QuizFinished") continue;
    const day = dayName(Date.parse(at));
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  const known = new Set(cards.map(({ id }) => id));
  return {
    topics: topics.flatMap((topic) => strengthOf(topic, cards, memories)),
    answers: history.answers.length,
    gone: history.answers.filter(({ question }) => !known.has(question)).length,
    days: Array.from({ length: DAYS_SHOWN }, (_, index) => {
      const day = dayName(addDays(now, index + 1 - DAYS_SHOWN));
      return { day, count: counts.get(day) ?? 0 };
    }),
    practised: counts.size,
    inARow: inARow(counts, now),
    retention: retention(history),
    due: [...memories.values()].filter(({ due }) => due <= now).length,
  };
}

function strengthOf(
  { id, title }: Topic,
  cards: readonly Card[],
  memories: ReadonlyMap<string, CardMemory>,
): readonly TopicStrength[] {
  const own = cards.filter(({ topic }) => topic === id);
  if (own.length === 0) return [];
  const met = own.flatMap((card) => {
    const memory = memories.get(card.id);
    return memory?.last === undefined ? [] : [memory];
  });
  const strength = met.reduce((sum, { recall }) => sum + recall, 0) / own.length;
  return [{ topic: id, title, cards: own.length, met: met.length, strength }];
}

function inARow(counts: ReadonlyMap<string, number>, now: number): number {
  // Today is not over yet: a day without practice is one that has passed.
  let day = counts.has(dayName(now)) ? dayStart(now) : addDays(now, -1);
  let length = 0;
  while (counts.has(dayName(day))) {
    length += 1;
    day = addDays(day, -1);
  }
  return length;
}

function retention({ byQuestion }: QuizHistory): Statistics["retention"] {
  let asked = 0;
  let remembered = 0;
  for (const answers of byQuestion.values()) {
    answers.forEach(({ at, result }, index) => {
      const before = answers[index - 1];
      if (before === undefined || daysBetween(before.at, at) === 0) return;
      asked += 1;
      if (result !== "wrong") remembered += 1;
    });
  }
  return { asked, remembered };
}

import { toQuestion, type Question } from "../ask/question.ts";
import { randomFrom, seedOf, shuffle } from "../chance.ts";
import { dayStart } from "../memory/days.ts";
import type { QuizHistory } from "../memory/history.ts";
import type { Card, Topic, TopicTrack } from "../types.ts";
import type { Round } from "./session.ts";

const NO_FOLLOW_UPS: Round["followUps"] = new Map();

/** Questions of a mock interview. */
export const INTERVIEW_LENGTH = 15;

/** The cards whose topics belong to a track. */
export function onTrack(cards: readonly Card[], topics: readonly Topic[], track: TopicTrack): readonly Card[] {
  const narrow: readonly TopicTrack[] =
    track === "interview" ? ["interview"] : track === "core" ? ["interview", "core"] : ["interview", "core", "deep"];
  const wanted = new Set(topics.filter((topic) => narrow.includes(topic.track)).map(({ id }) => id));
  return cards.filter(({ topic }) => wanted.has(topic));
}

/** Any cards, against the clock. Those that were answered well today come last. */
export function planRapid(
  cards: readonly Card[],
  { byQuestion }: QuizHistory,
  { count, seed, now, clock }: { count: number; seed: number; now: number; clock: Round["clock"] },
): Round {
  const today = dayStart(now);
  const fresh = ({ id }: Card): boolean => {
    const last = byQuestion.get(id)?.at(-1);
    return last === undefined || last.at < today || last.result !== "right";
  };
  const mixed = shuffle(cards, randomFrom(seed));
  const chosen = [...mixed.filter(fresh), ...mixed.filter((card) => !fresh(card))].slice(0, count);
  return { mode: "rapid", questions: ask(chosen, seed), clock, followUps: NO_FOLLOW_UPS };
}

/** Cards in the order in which they are given: a lesson's, or those that are due. */
export function planInOrder(mode: "lesson" | "review", cards: readonly Card[], seed: number): Round {
  return { mode, questions: ask(cards, seed), clock: "none", followUps: NO_FOLLOW_UPS };
}

/** A topic's cards, the easy ones first. */
export function planTopic(cards: readonly Card[], seed: number): Round {
  return { mode: "topic", questions: ask(easyFirst(cards, seed), seed), clock: "none", followUps: NO_FOLLOW_UPS };
}

/** Questions over all topics by their weight, the easy ones first; an interviewer follows up. */
export function planInterview(
  cards: readonly Card[],
  topics: readonly Topic[],
  { seed, count = INTERVIEW_LENGTH }: { readonly seed: number; readonly count?: number },
): Round {
  const byId = new Map(cards.map((card) => [card.id, card]));
  // In any order, so that among topics of equal weight each interview has others.
  const queues = shuffle(topics, randomFrom(seed)).map((topic) => ({
    topic,
    cards: askable(cards, topic, seed),
    taken: 0,
  }));
  const chosen: Card[] = [];
  // Each time the topic that is furthest behind its weight (as Sainte-Laguë shares out seats): the
  // shares come out right for any count, and small topics get their turn.
  while (chosen.length < count) {
    const [behind] = queues
      .filter(({ topic, cards: left, taken }) => topic.weight > 0 && taken < left.length)
      .toSorted((a, b) => (a.taken + 0.5) / a.topic.weight - (b.taken + 0.5) / b.topic.weight);
    const card = behind?.cards[behind.taken];
    if (behind === undefined || card === undefined) break;
    behind.taken += 1;
    chosen.push(card);
  }
  const followUps = new Map(
    chosen.map(
      ({ id, followUps: ids }) =>
        [
          id,
          ask(
            ids.flatMap((each) => byId.get(each) ?? []),
            seed,
          ),
        ] as const,
    ),
  );
  return { mode: "interview", questions: ask(easyFirst(chosen, seed), seed), clock: "none", followUps };
}

/** A topic's cards, those first that an interviewer would ask: spoken answers with a senior's version. */
function askable(cards: readonly Card[], { id }: Topic, seed: number): readonly Card[] {
  const rank = (card: Card): number => (card.kind !== "flash" ? 2 : card.senior.length > 0 ? 0 : 1);
  return shuffle(
    cards.filter(({ topic }) => topic === id),
    randomFrom(seedOf(seed, id)),
  ).toSorted((a, b) => rank(a) - rank(b));
}

const easyFirst = (cards: readonly Card[], seed: number): readonly Card[] =>
  shuffle(cards, randomFrom(seed)).toSorted((a, b) => a.difficulty - b.difficulty);

const ask = (cards: readonly Card[], seed: number): readonly Question[] => cards.map((card) => toQuestion(card, seed));

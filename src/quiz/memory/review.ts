import type { Card } from "../types.ts";
import { addDays, dayStart } from "./days.ts";
import type { QuizHistory } from "./history.ts";
import type { CardMemory } from "./schedule.ts";

/** How much of a day goes to reviews. */
export interface ReviewLimits {
  /** Questions a day. */
  readonly cap: number;
  /** Of these at most so many that were never asked before. */
  readonly fresh: number;
}

export const REVIEW_LIMITS: ReviewLimits = { cap: 40, fresh: 10 };

/** What there is to review. */
export interface ReviewPlan {
  /** To be asked now: what a broken rule asks for, then what is due, the longest overdue first, then new ones. */
  readonly cards: readonly Card[];
  /** Due, and beyond today's cap. */
  readonly left: number;
  /** Never asked yet, and not for today. */
  readonly unseen: number;
  /** The next day on which something comes due, and how much. */
  readonly next: { readonly at: number; readonly count: number } | undefined;
}

/** Chooses what to review today. No question is in the plan twice. */
export function planReview(
  cards: readonly Card[],
  memories: ReadonlyMap<string, CardMemory>,
  { answers, byQuestion }: QuizHistory,
  now: number,
  { cap, fresh }: ReviewLimits = REVIEW_LIMITS,
): ReviewPlan {
  const today = dayStart(now);
  const done = answers.filter(({ mode, at }) => mode === "review" && at >= today && at <= now);
  const met = done.filter(({ question, id }) => byQuestion.get(question)?.[0]?.id === id).length;
  const room = Math.max(0, cap - done.length);
  const known = cards.flatMap((card) => {
    const memory = memories.get(card.id);
    return memory === undefined ? [] : [{ card, memory }];
  });
  const due = known
    .filter(({ memory }) => memory.due <= now)
    .toSorted(
      (a, b) =>
        Number(b.memory.because !== undefined) - Number(a.memory.because !== undefined) ||
        a.memory.due - b.memory.due ||
        (a.card.id < b.card.id ? -1 : 1),
    )
    .map(({ card }) => card);
  const unseen = cards.filter(({ id }) => !memories.has(id));
  const asked = due.slice(0, room);
  const introduced = unseen.slice(0, Math.max(0, Math.min(fresh - met, room - asked.length)));
  return {
    cards: [...asked, ...introduced],
    left: due.length - asked.length,
    unseen: unseen.length - introduced.length,
    next: nextDue(known.map(({ memory }) => memory).filter((memory) => memory.due > now)),
  };
}

function nextDue(later: readonly CardMemory[]): ReviewPlan["next"] {
  if (later.length === 0) return undefined;
  const at = dayStart(Math.min(...later.map(({ due }) => due)));
  const end = addDays(at, 1);
  return { at, count: later.filter(({ due }) => due < end).length };
}

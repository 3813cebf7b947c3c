import { findLesson, loadCatalogue } from "../../catalogue/index.ts";
import type { Progress } from "../../progress/index.ts";
import {
  daysBetween,
  planInOrder,
  planInterview,
  planRapid,
  planReview,
  planTopic,
  dayName,
  REVIEW_LIMITS,
  type Bank,
  type QuizHistory,
  type ReviewPlan,
  type Round,
  type Topic,
} from "../../quiz/index.ts";
import { nearestName } from "../../render/text/nearest.ts";
import { UserError } from "../errors.ts";
import type { Mode, QuizOptions } from "./options.ts";

/** Everything that a round is played with. */
export interface Play {
  /** Narrowed to the track that was asked for. */
  readonly bank: Bank;
  readonly progress: Progress;
  readonly options: QuizOptions;
  readonly root: string;
  /** The time of day. */
  now(): number;
}

/** Questions of rapid fire unless told otherwise. */
const RAPID_LENGTH = 10;

/** The round that is wanted; a sentence where there is nothing to ask. */
export async function makeRound(mode: Mode, play: Play, history: QuizHistory): Promise<Round | string> {
  const { bank, options } = play;
  const { cards, topics } = bank;
  const { seed, seconds, count } = options;
  switch (mode.kind) {
    case "rapid":
      return planRapid(cards, history, {
        count: count ?? RAPID_LENGTH,
        seed,
        now: play.now(),
        clock: seconds ?? "by-question",
      });
    case "interview":
      return planInterview(cards, topics, { seed, ...(count === undefined ? {} : { count }) });
    case "review": {
      const plan = await reviewPlan(play, history);
      if (plan.cards.length === 0) return `Nothing to review now. ${whenNext(plan, play.now())}`.trim();
      return planInOrder("review", plan.cards.slice(0, count), seed);
    }
    case "topic": {
      const { id } = requireTopic(topics, mode.name);
      const own = cards.filter(({ topic }) => topic === id);
      return own.length === 0 ? `There are no questions about ${id} yet.` : shorten(planTopic(own, seed), count);
    }
    case "lesson": {
      const slug = await lessonSlug(play.root, mode.name);
      const own = cards.filter(({ lesson }) => lesson === slug);
      return own.length === 0
        ? `There are no questions about ${slug} yet.`
        : shorten(planInOrder("lesson", own, seed), count);
    }
  }
}

const shorten = (round: Round, count: number | undefined): Round => ({
  ...round,
  questions: round.questions.slice(0, count),
});

/** What is due now. Loads the scheduler. */
export async function reviewPlan({ bank, options, now }: Play, history: QuizHistory): Promise<ReviewPlan> {
  const { schedule } = await import("../../quiz/memory/schedule.ts");
  const time = now();
  const limits = options.cap === undefined ? REVIEW_LIMITS : { ...REVIEW_LIMITS, cap: options.cap };
  return planReview(bank.cards, schedule(bank.cards, history, time), history, time, limits);
}

/** When there is something to review again. */
export function whenNext({ left, unseen, next }: ReviewPlan, now: number): string {
  const more =
    left === 0
      ? ""
      : `${String(left)} more ${left === 1 ? "is" : "are"} due: today's share is done, or raise it with --cap. `;
  if (next !== undefined) {
    const days = daysBetween(now, next.at);
    const when = days <= 1 ? "tomorrow" : `in ${String(days)} days, on ${dayName(next.at)}`;
    return `${more}Next due: ${String(next.count)} ${when}.`;
  }
  return `${more}${unseen === 0 ? "" : "New questions come tomorrow."}`.trim();
}

function requireTopic(topics: readonly Topic[], name: string): Topic {
  const query = name.toLowerCase();
  const exact = topics.find(({ id }) => id === query);
  const close = topics.filter(({ id }) => id.startsWith(query));
  const found = exact ?? (close.length === 1 ? close[0] : undefined);
  if (found !== undefined) return found;
  const ids = topics.map(({ id }) => id);
  const nearest = nearestName(query, ids);
  const guess = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  throw new UserError(`There is no topic "${name}".${guess} The topics are ${ids.join(", ")}.`);
}

async function lessonSlug(root: string, name: string): Promise<string> {
  const found = findLesson(await loadCatalogue(root), name);
  if (found.kind === "found") return found.value.slug;
  if (found.kind === "ambiguous")
    throw new UserError(`"${name}" could be ${found.names.join(" or ")}: write more of the name.`);
  throw new UserError(
    `There is no lesson "${name}". Did you mean ${found.nearest.join(" or ")}? \`npm run list\` shows them all.`,
  );
}

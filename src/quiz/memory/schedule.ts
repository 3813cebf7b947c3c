import { FSRS, generatorParameters, Rating, type FSRSState, type Grade as FsrsGrade } from "ts-fsrs";
import type { Grade } from "../grade/grade.ts";
import type { Card } from "../types.ts";
import { addDays, dayNumber, daysBetween } from "./days.ts";
import type { Answered, QuizHistory } from "./history.ts";

/** What is remembered of a question, and when it is due. */
export interface CardMemory {
  readonly id: string;
  readonly answers: number;
  readonly lapses: number;
  /** When it was last answered, as far as the clock can be trusted; absent where it never was. */
  readonly last?: number;
  /** First moment of the day on which it is due, or the moment at which a rule was broken. */
  readonly due: number;
  /** Chance to remember it now, 0 to 1; 0 where the last answer was wrong, whatever was read since. */
  readonly recall: number;
  /** The rule whose failure made it due: `outbox/relay#in-order`. */
  readonly because?: string;
}

const RATINGS: Readonly<Record<Grade, FsrsGrade>> = {
  again: Rating.Again,
  hard: Rating.Hard,
  good: Rating.Good,
  easy: Rating.Easy,
};

// Steps of minutes are for cards that are met in one sitting again; ours come back on another day.
// Fuzz would make a due date depend on more than the answers.
const fsrs = new FSRS(generatorParameters({ enable_fuzz: false, enable_short_term: false }));

/**
 * What is remembered of every question that was answered, or that a broken rule is about.
 *
 * Only the memory's state is computed for each answer, and dates once at the end: ten thousand
 * answers take about 20 ms so, and 370 through the library's cards.
 */
export function schedule(
  cards: readonly Card[],
  { byQuestion, broken }: QuizHistory,
  now: number,
): ReadonlyMap<string, CardMemory> {
  const memories = new Map<string, CardMemory>();
  const failures = latestFailures(broken, now);
  for (const card of cards) {
    const answered = remember(card.id, byQuestion.get(card.id) ?? [], now);
    const memory = remind(card, answered, failures);
    if (memory !== undefined) memories.set(card.id, memory);
  }
  return memories;
}

function remember(id: string, answers: readonly Answered[], now: number): CardMemory | undefined {
  let state: FSRSState | null = null;
  let last: number | undefined;
  let day = 0;
  let lapses = 0;
  for (const { at, grade } of answers) {
    const time = trusted(at, last, now);
    const today = dayNumber(time);
    const elapsed = last === undefined ? 0 : Math.max(0, today - day);
    day = today;
    // On the same day only a lapse tells anything new.
    if (state === null || elapsed > 0 || grade === "again") state = fsrs.next_state(state, elapsed, RATINGS[grade]);
    if (grade === "again") lapses += 1;
    last = time;
  }
  if (state === null || last === undefined) return undefined;
  const interval = fsrs.next_interval(state.stability, 0);
  return {
    id,
    answers: answers.length,
    lapses,
    last,
    due: addDays(last, Math.max(1, interval)),
    recall: answers.at(-1)?.grade === "again" ? 0 : fsrs.forgetting_curve(daysBetween(last, now), state.stability),
  };
}

/**
 * When an answer was given, by a clock that may have been set back since: an answer from the future
 * counts as given with the one before it, or long ago. So its question comes too early rather than
 * years late.
 */
const trusted = (at: number, last: number | undefined, now: number): number => (at <= now ? at : (last ?? 0));

/** When a rule of an exercise was last broken. */
interface Broken {
  readonly at: number;
  /** `outbox/relay#in-order` */
  readonly rule: string;
}

/**
 * The latest failure by `exercise#rule`, and by exercise for questions that name no rule. One from the
 * future, by a clock that was set back since, counts as older than any answer.
 */
function latestFailures(broken: QuizHistory["broken"], now: number): ReadonlyMap<string, Broken> {
  const latest = new Map<string, Broken>();
  for (const [rule, time] of broken) {
    const failure = { at: time <= now ? time : 0, rule };
    const [exercise = ""] = rule.split("#");
    for (const key of [rule, exercise]) {
      const other = latest.get(key);
      // Of two at once the first by name: the order of the log must not matter.
      if (other === undefined || failure.at > other.at || (failure.at === other.at && rule < other.rule))
        latest.set(key, failure);
    }
  }
  return latest;
}

/** A rule that was broken after the last answer makes the questions of its concept due. */
function remind(
  { id, drills }: Card,
  memory: CardMemory | undefined,
  failures: ReadonlyMap<string, Broken>,
): CardMemory | undefined {
  const [first] = drills.flatMap((drill) => failures.get(drill) ?? []).toSorted((a, b) => b.at - a.at);
  if (first === undefined || (memory?.last !== undefined && first.at <= memory.last)) return memory;
  const { at, rule } = first;
  if (memory === undefined) return { id, answers: 0, lapses: 0, due: at, recall: 0, because: rule };
  return { ...memory, due: Math.min(memory.due, at), because: rule };
}

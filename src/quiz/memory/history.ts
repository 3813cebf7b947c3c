import type { ProgressEvent, ProgressEventOf, QuizMode } from "../../progress/index.ts";
import type { AnswerResult, Grade } from "../grade/grade.ts";

/** An answer that counts. */
export interface Answered {
  readonly id: string;
  readonly question: string;
  readonly result: AnswerResult;
  readonly grade: Grade;
  readonly mode: QuizMode;
  /** Milliseconds since 1970, by the clock of that day. */
  readonly at: number;
}

/** What the quiz knows of a learner. It depends on which events there are, not on their order in the log. */
export interface QuizHistory {
  /** By time; where two have the same, by id. */
  readonly answers: readonly Answered[];
  /** The same, by question. */
  readonly byQuestion: ReadonlyMap<string, readonly Answered[]>;
  /** When a rule was last broken, by `exercise#rule`. */
  readonly broken: ReadonlyMap<string, number>;
  readonly rounds: readonly ProgressEventOf<"QuizFinished">[];
}

/**
 * Reads the answers of a log.
 *
 * Two terminals may write in any order, so the order of the log says nothing: times do, and a clock
 * that was wrong is dealt with where times are used.
 */
export function readHistory(events: readonly ProgressEvent[]): QuizHistory {
  const withdrawn = new Set<string>();
  const answers: Answered[] = [];
  const broken = new Map<string, number>();
  const rounds: ProgressEventOf<"QuizFinished">[] = [];
  for (const event of events) {
    if (event.type === "QuestionAnswered") {
      const { question, result, grade, mode } = event.data;
      answers.push({ id: event.id, question, result, grade, mode, at: Date.parse(event.at) });
    } else if (event.type === "AnswerWithdrawn") withdrawn.add(event.data.answer);
    else if (event.type === "QuizFinished") rounds.push(event);
    else if (event.type === "AttemptChecked") noteBroken(event, broken);
  }
  const counting = sorted(withdrawn.size === 0 ? answers : answers.filter(({ id }) => !withdrawn.has(id)));
  const byQuestion = new Map<string, Answered[]>();
  for (const answer of counting) {
    const known = byQuestion.get(answer.question);
    if (known === undefined) byQuestion.set(answer.question, [answer]);
    else known.push(answer);
  }
  return { answers: counting, byQuestion, broken, rounds };
}

function noteBroken({ at, data }: ProgressEventOf<"AttemptChecked">, broken: Map<string, number>): void {
  const time = Date.parse(at);
  for (const rule of data.failed) {
    const key = `${data.exercise}#${rule}`;
    broken.set(key, Math.max(broken.get(key) ?? time, time));
  }
}

/** By time, then by id. One event is there once, even where a log was joined with a copy of itself. */
function sorted(answers: readonly Answered[]): readonly Answered[] {
  const inOrder = answers.every((answer, index) => index === 0 || compare(answers[index - 1] ?? answer, answer) < 0);
  // Nearly always they are: then there is nothing to sort, and nothing twice.
  if (inOrder) return answers;
  const ordered = answers.toSorted(compare);
  return ordered.filter(({ id }, index) => ordered[index - 1]?.id !== id);
}

const compare = (a: Answered, b: Answered): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The best score of a rapid round so far. */
export function bestScore({ rounds }: QuizHistory): number | undefined {
  const scores = rounds.flatMap(({ data }) => (data.mode === "rapid" && data.score !== undefined ? [data.score] : []));
  return scores.length === 0 ? undefined : Math.max(...scores);
}

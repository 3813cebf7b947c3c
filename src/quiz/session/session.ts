import type { QuizMode } from "../../progress/index.ts";
import { emptyDraft, pressDraft, takesLetters, type Draft } from "../ask/draft.ts";
import type { Question } from "../ask/question.ts";
import { grade, type Graded, type Response } from "../grade/grade.ts";
import { secondsFor } from "./clock.ts";

/** What is to be asked, and how. */
export interface Round {
  readonly mode: QuizMode;
  readonly questions: readonly Question[];
  /** Is there a clock? A number of seconds, or what each question deserves. */
  readonly clock: "none" | "by-question" | number;
  /** Questions that follow one of `questions`, by its id. */
  readonly followUps: ReadonlyMap<string, readonly Question[]>;
}

/** What was answered, and what became of it. */
export interface Outcome {
  readonly question: Question;
  readonly response: Response;
  readonly graded: Graded;
  /** Milliseconds. */
  readonly took: number;
  /** Milliseconds there were, where there was a clock. */
  readonly limit?: number;
}

/** Where a round is. */
export type Phase =
  | { readonly kind: "asking"; readonly draft: Draft; readonly since: number }
  /** `whys` says whether every answer's why is shown. */
  | { readonly kind: "told"; readonly outcome: Outcome; readonly whys: "short" | "all" }
  | { readonly kind: "over" };

/** A round under way. */
export interface Session {
  readonly round: Round;
  /** The round's questions, with those that followed. */
  readonly queue: readonly Question[];
  /** One for each question that was answered, in the order of the queue. */
  readonly outcomes: readonly Outcome[];
  readonly phase: Phase;
}

/** What happened outside. Times are milliseconds of any clock that never goes back. */
export type SessionEvent =
  | { readonly type: "key"; readonly key: string; readonly now: number }
  /** An answer that came whole, as a line. */
  | { readonly type: "answer"; readonly response: Response; readonly now: number }
  | { readonly type: "next" | "undo" | "tick"; readonly now: number }
  | { readonly type: "leave" };

/** What is to be done outside, at once and in this order. */
export type SessionEffect =
  | { readonly type: "record"; readonly outcome: Outcome }
  /** The latest answer does not count. */
  | { readonly type: "withdraw"; readonly outcome: Outcome }
  | { readonly type: "finish" };

export interface Step {
  readonly session: Session;
  readonly effects: readonly SessionEffect[];
}

/** Follow-ups in one round at most. */
const FOLLOW_UPS = 5;

/** A round at its first question. */
export function begin(round: Round, now: number): Session {
  const [first] = round.questions;
  const phase: Phase =
    first === undefined ? { kind: "over" } : { kind: "asking", draft: emptyDraft(first), since: now };
  return { round, queue: round.questions, outcomes: [], phase };
}

/** The question that is asked, or that was answered last. */
export function current({ queue, outcomes, phase }: Session): Question | undefined {
  return phase.kind === "asking" ? queue[outcomes.length] : phase.kind === "told" ? phase.outcome.question : undefined;
}

/** Milliseconds that the question has; undefined without a clock. */
export function limitOf({ round: { clock } }: Session, question: Question): number | undefined {
  if (clock === "none") return undefined;
  return 1000 * (clock === "by-question" ? secondsFor(question.card) : clock);
}

/** Milliseconds left for the question that is asked; undefined without a clock, or once its answer is shown. */
export function timeLeft(session: Session, now: number): number | undefined {
  const question = current(session);
  const { phase } = session;
  if (phase.kind !== "asking" || question === undefined) return undefined;
  if (phase.draft.kind === "recall" && phase.draft.shown) return undefined;
  const limit = limitOf(session, question);
  return limit === undefined ? undefined : Math.max(0, limit - (now - phase.since));
}

/** The whole behaviour of a round. Pure: the same events always lead to the same place. */
export function step(session: Session, event: SessionEvent): Step {
  switch (event.type) {
    case "leave":
      return leave(session);
    case "tick":
      return timeLeft(session, event.now) === 0 ? answer(session, { kind: "late" }, event.now) : stay(session);
    case "answer":
      return session.phase.kind === "asking" ? answer(session, event.response, event.now) : stay(session);
    case "next":
      return session.phase.kind === "told" ? next(session, event.now) : stay(session);
    case "undo":
      return undo(session, event.now);
    case "key":
      return press(session, event.key, event.now);
  }
}

const stay = (session: Session): Step => ({ session, effects: [] });

function press(session: Session, key: string, now: number): Step {
  const { phase } = session;
  if (phase.kind === "over") return stay(session);
  if (key === "escape") return leave(session);
  if (phase.kind === "told") {
    if (key === "q") return leave(session);
    if (key === "u") return undo(session, now);
    if (key === "?") return stay({ ...session, phase: { ...phase, whys: phase.whys === "all" ? "short" : "all" } });
    return key === "enter" || key === "space" || key === "right" ? next(session, now) : stay(session);
  }
  // A key that comes too late must not count, even where no tick has been seen yet.
  if (timeLeft(session, now) === 0) return answer(session, { kind: "late" }, now);
  if (!takesLetters(phase.draft)) {
    if (key === "q") return leave(session);
    if (key === "u") return undo(session, now);
  }
  const question = current(session);
  if (question === undefined) return stay(session);
  const pressed = pressDraft(question, phase.draft, key);
  if (pressed.kind === "ignored") return stay(session);
  if (pressed.kind === "submit") return answer(session, pressed.response, now);
  return stay({ ...session, phase: { ...phase, draft: pressed.draft } });
}

function answer(session: Session, response: Response, now: number): Step {
  const question = current(session);
  if (session.phase.kind !== "asking" || question === undefined) return stay(session);
  const limit = limitOf(session, question);
  const outcome: Outcome = {
    question,
    response,
    graded: grade(question.card, response),
    took: Math.max(0, now - session.phase.since),
    ...(limit === undefined ? {} : { limit }),
  };
  return {
    session: { ...session, outcomes: [...session.outcomes, outcome], phase: { kind: "told", outcome, whys: "short" } },
    effects: [{ type: "record", outcome }],
  };
}

function next(session: Session, now: number): Step {
  const queue = withFollowUp(session);
  const question = queue[session.outcomes.length];
  if (question === undefined) return leave(session);
  return stay({ ...session, queue, phase: { kind: "asking", draft: emptyDraft(question), since: now } });
}

/** The queue, with what an interviewer would ask next right behind the question just answered. */
function withFollowUp({ round, queue, outcomes }: Session): readonly Question[] {
  const last = outcomes.at(-1)?.question.card.id ?? "";
  const asked = new Set(queue.map(({ card }) => card.id));
  const followed = queue.length - round.questions.length;
  const follow = round.followUps.get(last)?.find(({ card }) => !asked.has(card.id));
  if (follow === undefined || followed >= FOLLOW_UPS) return queue;
  return queue.toSpliced(outcomes.length, 0, follow);
}

/** Back to the question that was answered last, as if it had not been. */
function undo(session: Session, now: number): Step {
  const outcome = session.outcomes.at(-1);
  if (outcome === undefined || session.phase.kind === "over") return stay(session);
  return {
    session: {
      ...session,
      outcomes: session.outcomes.slice(0, -1),
      phase: { kind: "asking", draft: emptyDraft(outcome.question), since: now },
    },
    effects: [{ type: "withdraw", outcome }],
  };
}

function leave(session: Session): Step {
  if (session.phase.kind === "over") return stay(session);
  return { session: { ...session, phase: { kind: "over" } }, effects: [{ type: "finish" }] };
}

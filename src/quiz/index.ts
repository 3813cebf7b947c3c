export { toAnki } from "./anki.ts";
export { emptyDraft, takesLetters, type Draft } from "./ask/draft.ts";
export { readAnswerLine, type ReadLine } from "./ask/line.ts";
export { toQuestion, type Question } from "./ask/question.ts";
export { loadBank } from "./bank/load-bank.ts";
export { CHEAT_SHEET_ITEMS, cheatSheet, type CheatSheetPart } from "./cheatsheet.ts";
export { GRADES, type AnswerResult, type Grade, type Graded, type Response } from "./grade/grade.ts";
export { addDays, dayName, dayStart, daysBetween } from "./memory/days.ts";
export { bestScore, readHistory, type Answered, type QuizHistory } from "./memory/history.ts";
export { planReview, REVIEW_LIMITS, type ReviewLimits, type ReviewPlan } from "./memory/review.ts";
// `./memory/schedule.ts` is entered directly, and late: it loads ts-fsrs, which rapid fire has no use for.
export type { CardMemory } from "./memory/schedule.ts";
export { statistics, type Statistics, type TopicStrength } from "./memory/statistics.ts";
export { onTrack, planInOrder, planInterview, planRapid, planTopic } from "./session/plan.ts";
export { report, type Report, type TopicReport } from "./session/report.ts";
export {
  begin,
  current,
  limitOf,
  step,
  timeLeft,
  type Outcome,
  type Phase,
  type Round,
  type Session,
  type SessionEffect,
  type SessionEvent,
  type Step,
} from "./session/session.ts";
export { tally, type Tally } from "./session/tally.ts";
export {
  BEYOND,
  CARD_KINDS,
  type Bank,
  type BankProblem,
  type Card,
  type CardKind,
  type SourceItem,
  type TextBlock,
  type Topic,
  type TopicTrack,
} from "./types.ts";

export { hashOf } from "./attempts.ts";
export { courseProgress, currentExercise, nextExercise, type CourseExercise, type CourseProgress } from "./course.ts";
export { ProgressUnavailable } from "./errors.ts";
export type {
  HintTier,
  NewProgressEvent,
  ProgressEvent,
  ProgressEventOf,
  ProgressEvents,
  ProgressEventType,
  QuizMode,
} from "./events.ts";
export { openProgress, stateFolder, type LogHealth, type Progress, type SetAside } from "./progress.ts";
export type { SetAsideKind } from "./read-line.ts";
export { isHintTier } from "./read-line.ts";
export { recordCheck, type RecordedCheck } from "./record-check.ts";
export type { Attempt, AttemptResult, ExerciseProgress, ExerciseState, Summary } from "./summary.ts";

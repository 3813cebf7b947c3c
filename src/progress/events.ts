/**
 * What is remembered about a learner, as facts in the past tense. Names and fields are never
 * changed: a log is read for as long as someone takes the course. New fields are optional.
 */
export interface ProgressEvents {
  /** An answer was judged. */
  AttemptChecked: {
    readonly exercise: string;
    /** SHA-256 of the file's content; the content itself is kept under this name. */
    readonly attempt: string;
    readonly status: "pass" | "fail" | "error";
    /** Ids of rules. One that is in none of the three could not be judged. */
    readonly passed: readonly string[];
    readonly failed: readonly string[];
    readonly todo: readonly string[];
    /** How many type errors there were. */
    readonly types?: number;
    /** Why the file could not even be loaded, or the run had to be ended: a `LoadProblem` or `Failure` kind. */
    readonly problem?: string;
  };
  /** An exercise was passed for the first time. */
  ExercisePassed: { readonly exercise: string; readonly attempt: string };
  /** A hint was read: 1 the question, 2 the pattern, 3 nearly the code. */
  HintRevealed: { readonly exercise: string; readonly tier: HintTier };
  /** The reference answer was read; before a pass only by giving up. */
  SolutionRevealed: { readonly exercise: string; readonly gaveUp: boolean };
  /** The learner's file was made the stub again. */
  ExerciseReset: {
    readonly exercise: string;
    /** Hash of the stub. */
    readonly stub: string;
    /** What the file held before, where there was one. */
    readonly kept?: string;
  };
  /** An earlier attempt was put back. */
  AttemptRestored: {
    readonly exercise: string;
    readonly attempt: string;
    /** What the file held before, where there was one. */
    readonly kept?: string;
  };
  /** The course's stub was met: it is what tells an answer from an untouched copy after an update. */
  StubSeen: {
    readonly exercise: string;
    /** Hash of the stub. */
    readonly stub: string;
    /**
     * `copied`: the learner's file was made from it. `found`: there was a file already, of unknown
     * origin. `announced`: it is newer than what the learner's file came from, and was not applied.
     */
    readonly use: "copied" | "found" | "announced";
    /** What the file held before, where an untouched copy of an older stub was replaced. */
    readonly kept?: string;
  };
  /** A question of the quiz was answered. */
  QuestionAnswered: {
    /** Id of the question, which may be gone from the course since. */
    readonly question: string;
    readonly result: "right" | "near" | "wrong";
    /** How well it was remembered, in the words of FSRS. */
    readonly grade: "again" | "hard" | "good" | "easy";
    readonly mode: QuizMode;
    /** Milliseconds that the answer took. */
    readonly took?: number;
  };
  /** An answer was a slip, and does not count. */
  AnswerWithdrawn: {
    readonly question: string;
    /** Id of the `QuestionAnswered`. */
    readonly answer: string;
  };
  /** A round of the quiz came to its end, or was left. */
  QuizFinished: {
    readonly mode: QuizMode;
    readonly asked: number;
    readonly right: number;
    /** Where the round had a clock: 0 to 100. */
    readonly score?: number;
    /** Most right answers in a row. */
    readonly streak?: number;
  };
}

/** The rounds that a quiz has. */
export type QuizMode = "rapid" | "review" | "interview" | "lesson" | "topic";

/** One of the three hints. */
export type HintTier = 1 | 2 | 3;

/** Name of a kind of event that this version knows. */
export type ProgressEventType = keyof ProgressEvents;

/** Something that happened, before it is recorded. */
export type NewProgressEvent = {
  readonly [Type in ProgressEventType]: { readonly type: Type; readonly data: ProgressEvents[Type] };
}[ProgressEventType];

/** A line of the log. */
export type ProgressEvent = NewProgressEvent & {
  /** Version of the envelope. */
  readonly v: 1;
  readonly id: string;
  /** ISO 8601, for people only: the order is the order of the log, since clocks go back. */
  readonly at: string;
};

/** The events of one kind. */
export type ProgressEventOf<Type extends ProgressEventType> = Extract<ProgressEvent, { readonly type: Type }>;

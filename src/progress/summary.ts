import type { HintTier, ProgressEvent, ProgressEventOf } from "./events.ts";

/** How far a learner is with an exercise. Passed stays passed, whatever becomes of the file later. */
export type ExerciseState = "untouched" | "started" | "failing" | "passed";

/** What the latest check of a content said. */
export type AttemptResult = Omit<ProgressEventOf<"AttemptChecked">["data"], "exercise" | "attempt">;

/** One content that the learner's file had: checked, or kept before something else took its place. */
export interface Attempt {
  /** Counts from 1, in the order of first appearance; it never changes. */
  readonly number: number;
  readonly hash: string;
  /** When it was last checked or kept (ISO 8601). */
  readonly at: string;
  /** Its latest verdict; absent where it was kept without a check. */
  readonly result?: AttemptResult;
}

/** What follows from the log for one exercise. */
export interface ExerciseProgress {
  readonly exercise: string;
  readonly state: ExerciseState;
  /** When it was first passed (ISO 8601). */
  readonly passedAt?: string;
  /** How often an answer was judged. */
  readonly checks: number;
  /** Every content, the one that was last checked or kept at the end. */
  readonly attempts: readonly Attempt[];
  /** How many of the three hints were read. */
  readonly hints: 0 | HintTier;
  /** `given-up`: it was read before a pass. */
  readonly solution: "closed" | "given-up" | "opened";
  /** Hash of the stub that the learner's file came from, where that is known. */
  readonly stub?: string;
  /** Hashes of newer stubs that were announced since. */
  readonly announced: readonly string[];
}

/** What follows from the whole log. */
export interface Summary {
  of(exercise: string): ExerciseProgress;
  /** The exercise that the learner last did something with. */
  readonly lastWorkedOn: string | undefined;
}

interface Draft {
  exercise: string;
  state: ExerciseState;
  passedAt?: string;
  checks: number;
  attempts: Map<string, Attempt>;
  hints: 0 | HintTier;
  solution: ExerciseProgress["solution"];
  stub?: string;
  announced: string[];
}

/** Folds the log. Pure: the same events always give the same summary, and times decide nothing. */
export function summarise(events: readonly ProgressEvent[]): Summary {
  const drafts = new Map<string, Draft>();
  let lastWorkedOn: string | undefined;
  for (const event of events) {
    if (!isAboutExercise(event)) continue;
    const { exercise } = event.data;
    const draft = drafts.get(exercise) ?? empty(exercise);
    drafts.set(exercise, draft);
    evolve(draft, event);
    if (event.type !== "StubSeen") lastWorkedOn = exercise;
  }
  return {
    lastWorkedOn,
    of(exercise) {
      const { attempts, ...rest } = drafts.get(exercise) ?? empty(exercise);
      return { ...rest, attempts: [...attempts.values()] };
    },
  };
}

/** An event about an exercise. */
type ExerciseEvent = Extract<ProgressEvent, { readonly data: { readonly exercise: string } }>;

/** The quiz has a history of its own, and answers of it are no work on an exercise. */
const isAboutExercise = (event: ProgressEvent): event is ExerciseEvent => "exercise" in event.data;

const empty = (exercise: string): Draft => ({
  exercise,
  state: "untouched",
  checks: 0,
  attempts: new Map(),
  hints: 0,
  solution: "closed",
  announced: [],
});

function evolve(draft: Draft, event: ExerciseEvent): void {
  switch (event.type) {
    case "AttemptChecked": {
      const { exercise: _, attempt, ...result } = event.data;
      draft.checks += 1;
      meet(draft, attempt, event.at, result);
      advance(draft, stateAfter(draft, event.data));
      return;
    }
    case "ExercisePassed":
      draft.passedAt ??= event.at;
      draft.state = "passed";
      return;
    case "HintRevealed":
      if (event.data.tier > draft.hints) draft.hints = event.data.tier;
      if (draft.state === "untouched") draft.state = "started";
      return;
    case "SolutionRevealed":
      if (draft.solution === "closed") draft.solution = event.data.gaveUp ? "given-up" : "opened";
      if (draft.state === "untouched") draft.state = "started";
      return;
    case "ExerciseReset":
      meet(draft, event.data.kept, event.at);
      draft.stub = event.data.stub;
      draft.announced = [];
      advance(draft, "untouched");
      return;
    case "AttemptRestored":
      meet(draft, event.data.kept, event.at);
      meet(draft, event.data.attempt, event.at);
      advance(draft, "started");
      return;
    case "StubSeen":
      meet(draft, event.data.kept, event.at);
      if (event.data.use === "announced") draft.announced.push(event.data.stub);
      else {
        draft.stub = event.data.stub;
        draft.announced = [];
      }
  }
}

/** What a check makes of the state: the stub itself, judged when it is opened, is no work yet. */
function stateAfter(draft: Draft, data: ProgressEventOf<"AttemptChecked">["data"]): ExerciseState {
  if (data.status === "pass") return "passed";
  if (data.attempt === draft.stub) return draft.state === "started" || draft.hints > 0 ? "started" : "untouched";
  if (data.status === "error") return draft.state === "untouched" ? "started" : draft.state;
  const onlyTodo = data.failed.length === 0 && (data.types ?? 0) === 0 && data.problem === undefined;
  return onlyTodo ? "started" : "failing";
}

function advance(draft: Draft, state: ExerciseState): void {
  if (draft.state !== "passed") draft.state = state;
}

/** Notes a content at its latest place; its number stays that of its first appearance. */
function meet(draft: Draft, hash: string | undefined, at: string, result?: AttemptResult): void {
  if (hash === undefined) return;
  const known = draft.attempts.get(hash);
  const latest = result ?? known?.result;
  draft.attempts.delete(hash);
  draft.attempts.set(hash, {
    number: known?.number ?? draft.attempts.size + 1,
    hash,
    at,
    ...(latest === undefined ? {} : { result: latest }),
  });
}

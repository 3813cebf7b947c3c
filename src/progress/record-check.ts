import type { Verdict } from "../judge/index.ts";
import type { Progress } from "./progress.ts";

/** What a check meant for the learner. */
export interface RecordedCheck {
  /** Hash of the content that was judged. */
  readonly attempt: string;
  /** Is this the first pass of the exercise? */
  readonly firstPass: boolean;
}

/**
 * Keeps the content that was judged and records its verdict.
 * @param content what the file held when it was judged
 */
export function recordCheck(progress: Progress, verdict: Verdict, content: string | Uint8Array): RecordedCheck {
  const { exercise, status } = verdict;
  const attempt = progress.keep(content);
  // Another terminal may have recorded the first pass a moment ago.
  progress.refresh();
  const firstPass = status === "pass" && progress.of(exercise).passedAt === undefined;
  const idsOf = (wanted: string): readonly string[] =>
    verdict.rules.filter(({ outcome }) => outcome.status === wanted).map(({ id }) => id);
  const problem = verdict.problem?.kind ?? verdict.interruption?.failure.kind;
  progress.record(
    {
      type: "AttemptChecked",
      data: {
        exercise,
        attempt,
        status,
        passed: idsOf("pass"),
        failed: idsOf("fail"),
        todo: idsOf("todo"),
        types: verdict.types.length,
        ...(problem === undefined ? {} : { problem }),
      },
    },
    ...(firstPass ? [{ type: "ExercisePassed" as const, data: { exercise, attempt } }] : []),
  );
  return { attempt, firstPass };
}

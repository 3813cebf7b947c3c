import { allExercises, type Catalogue } from "../../catalogue/index.ts";
import { LAB_PARTS, type LabPart, type LabStrategy } from "../../judge/index.ts";
import type { Summary } from "../../progress/index.ts";
import type { ShownSettings } from "../../render/lab/index.ts";
import { answerFile } from "../check/choose.ts";
import { ownFile, whoseIs } from "../whose.ts";

/** The part that protects the service, where its code is, and whose it is. */
export interface ChosenLabPart {
  readonly part: LabPart;
  readonly exercise: string;
  readonly file: string;
  readonly needs: readonly string[];
  readonly whose: ShownSettings["whose"];
}

/** The file that was named, else the learner's own where the exercise was passed, else the reference's. */
export function chooseLabPart(
  catalogue: Catalogue,
  summary: Summary,
  strategy: LabStrategy,
  named: string | undefined,
): ChosenLabPart {
  const part = LAB_PARTS.find((each) => each.strategy === strategy);
  const exercise = allExercises(catalogue).find(({ id }) => id === part?.exercise);
  if (part === undefined || exercise === undefined || !exercise.written)
    throw new Error(`The lab needs the exercise of ${strategy}, and the course has none.`);
  const chosen = { part, exercise: exercise.id, needs: exercise.needs };
  if (named !== undefined) return { ...chosen, file: answerFile(exercise, named), whose: "file" };
  const whose = whoseIs(exercise, summary);
  return { ...chosen, file: ownFile(exercise, whose), whose };
}

import { readFileSync } from "node:fs";
import type { Exercise } from "../../catalogue/index.ts";
import { judge, type Verdict } from "../../judge/index.ts";
import { recordCheck, type Progress } from "../../progress/index.ts";
import type { CheckOptions } from "./options.ts";

/** A verdict, and the text that it is about. */
export interface Judged {
  readonly exercise: Exercise;
  readonly verdict: Verdict;
  readonly source?: string;
}

/** Judges one answer and records the attempt before anyone hears of it. */
export async function judgeAnswer(
  exercise: Exercise,
  file: string,
  options: Pick<CheckOptions, "rules" | "seed" | "file">,
  { root, progress }: { readonly root: string; readonly progress: Progress },
): Promise<Judged> {
  const { rules, seed } = options;
  const content = read(file);
  const verdict = await judge(exercise, file, {
    root,
    ...(rules === undefined ? {} : { rules }),
    ...(seed === undefined ? {} : { seed }),
  });
  if (content !== undefined && options.file === undefined) {
    // A verdict on some of the promises is no verdict on the answer: only the content is kept.
    if (rules === undefined) recordCheck(progress, verdict, content);
    else progress.keep(content);
  }
  return { exercise, verdict, ...(content === undefined ? {} : { source: content.toString("utf8") }) };
}

/** What the judge finds as well, and says in better words, is no error here. */
function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

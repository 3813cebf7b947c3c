import { loadCatalogue, type Catalogue } from "../catalogue/index.ts";
import { openProgress, type Progress } from "../progress/index.ts";
import type { Command } from "./commands.ts";
import { UserError } from "./errors.ts";

/** What most commands start from. */
export interface Learner {
  readonly catalogue: Catalogue;
  readonly progress: Progress;
}

/** The course and what the learner has done in it. */
export async function openLearner(root: string): Promise<Learner> {
  const catalogue = await loadCatalogue(root);
  if (catalogue.lessons.length === 0)
    throw new UserError(
      `There are no lessons in ${root}: the clone is damaged; \`git checkout -- lessons\` in that folder brings them back.`,
    );
  return { catalogue, progress: openProgress(root) };
}

/** Errors whose sentences are meant for the learner: those of `src/progress` and `src/workspace`. */
const FOR_PEOPLE: readonly unknown[] = ["PROGRESS_UNAVAILABLE", "WORKSPACE_UNUSABLE"];

/** Runs `work`; what is wrong with the learner's own folders ends the command with a sentence. */
export async function inPlainWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && "code" in error && FOR_PEOPLE.includes(error.code))
      throw new UserError(error.message);
    throw error;
  }
}

/** A command that works with the learner's own folders. */
export function learnerCommand(run: Command["run"]): Command["run"] {
  return (args, context) => inPlainWords(() => run(args, context));
}

import type { WorkspaceNotice } from "../workspace/index.ts";
import type { Look } from "./look.ts";
import { wrapWords } from "./text/wrap.ts";

/** What the learner is told about the workspace. */
export const renderNotice = (notice: WorkspaceNotice, look: Look): string =>
  wrapWords(sentence(notice), look.columns).join("\n");

function sentence(notice: WorkspaceNotice): string {
  switch (notice.kind) {
    case "made":
      return notice.again
        ? "The folder workspace was gone, so it was made again from the stubs. What you had checked is kept: `npm run history <id>` lists it and `npm run restore <id> <number>` brings it back."
        : "The folder workspace was made: it holds a file for each exercise, and it is yours.";
    case "added": {
      const [only] = notice.exercises;
      return notice.exercises.length === 1 && only !== undefined
        ? `A new exercise was added to your workspace: ${only}.`
        : `${String(notice.exercises.length)} new exercises were added to your workspace: ${notice.exercises.join(", ")}.`;
    }
    case "made-again":
      return `${notice.file} was gone, so it was made again from the stub. \`npm run history ${notice.exercise}\` lists what you had checked.`;
    case "stub-renewed":
      return `The stub of ${notice.exercise} has changed. You had not changed ${notice.file}, so it is the new stub now.`;
    case "stub-changed":
      return `The stub of ${notice.exercise} has changed. Your answer in ${notice.file} was left as it is; \`npm run reset ${notice.exercise}\` takes the new stub and keeps your answer as an attempt.`;
    case "blocked":
      return notice.message;
  }
}

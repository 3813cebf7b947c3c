import { allExercises } from "../catalogue/index.ts";
import { renderNotice } from "../render/notice.ts";
import { prepareWorkspace } from "../workspace/index.ts";
import type { CommandContext } from "./io.ts";
import type { Learner } from "./learner.ts";

/**
 * Makes the workspace what it should be and tells the learner what was done. Notices go to standard
 * error: standard output may be JSON.
 */
export function readyWorkspace({ root, io }: CommandContext, { catalogue, progress }: Learner): void {
  for (const notice of prepareWorkspace(root, allExercises(catalogue), progress)) io.error(renderNotice(notice, io));
}

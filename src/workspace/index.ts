export { readAnswer, resetAnswer, restoreAnswer, type Replacement } from "./answer.ts";
export { WorkspaceUnusable } from "./errors.ts";
export { shownPath, workspaceFolder } from "./files.ts";
export { prepareWorkspace, type WorkspaceNotice } from "./prepare.ts";
export { LEARNER_TSCONFIG } from "./tsconfig.ts";

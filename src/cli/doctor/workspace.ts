import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { allExercises, loadCatalogue } from "../../catalogue/index.ts";
import type { Diagnosis } from "../../render/doctor.ts";
import { readAnswer, shownPath, workspaceFolder, WorkspaceUnusable } from "../../workspace/index.ts";

/** Is every file of the workspace there, a file, and writable? Makes nothing. */
export async function examineWorkspace(root: string): Promise<readonly Diagnosis[]> {
  const folder = workspaceFolder(root);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return [{ name: "Workspace", status: "note", found: "not made yet; `npm start` makes it." }];
  if (!stats.isDirectory())
    return [mend("workspace is a file, but it must be the folder of your answers.", "move the file away.")];

  const exercises = allExercises(await loadCatalogue(root)).filter((exercise) => exercise.written);
  const missing: string[] = [];
  const wrong: Diagnosis[] = [];
  for (const exercise of exercises) {
    const file = exercise.files.workspace;
    const shown = shownPath(root, file);
    try {
      if (readAnswer(root, exercise) === undefined) missing.push(shown);
      else if (!isWritable(file) || !isWritable(dirname(file)))
        wrong.push(mend(`${shown} may not be written.`, "give yourself write access to it and its folder."));
    } catch (error) {
      if (!(error instanceof WorkspaceUnusable)) throw error;
      wrong.push(mend(error.message, "do that, then run `npm run doctor` again."));
    }
  }
  if (!isWritable(folder)) wrong.push(mend("workspace may not be written.", "give yourself write access to it."));
  if (existsSync(join(folder, "package.json")))
    wrong.push(
      mend(
        'workspace holds a package.json, which hides the course from your files: `import … from "eventlings"` fails.',
        "move workspace/package.json away.",
      ),
    );
  return [
    ...wrong,
    ...(missing.length === 0 ? [] : [describeMissing(missing)]),
    ...(wrong.length > 0
      ? []
      : [
          {
            name: "Workspace",
            status: "well" as const,
            found: `${String(exercises.length - missing.length)} of ${String(exercises.length)} files are there.`,
          },
        ]),
  ];
}

const mend = (found: string, how: string): Diagnosis => ({ name: "Workspace", status: "mend", found, mend: how });

function describeMissing(files: readonly string[]): Diagnosis {
  const more = files.length > 3 ? ` and ${String(files.length - 3)} more` : "";
  return {
    name: "Workspace",
    status: "note",
    found: `${files.slice(0, 3).join(", ")}${more} ${files.length === 1 ? "is" : "are"} missing; the next \`npm run watch\` or \`npm run check\` makes ${files.length === 1 ? "it" : "them"} from the stub.`,
  };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

import { CannotScaffold, newExercise } from "../scaffold/index.ts";
import { readArguments } from "./arguments.ts";
import { UserError } from "./errors.ts";
import type { CommandContext } from "./io.ts";

/** Makes the files of a new exercise: for contributors. */
export function run(args: readonly string[], { root, io }: CommandContext): Promise<number> {
  const { positionals } = readArguments(args, {
    command: "new-exercise",
    options: {},
    positionals: { min: 1, max: 1 },
    needs: "the lesson's folder and the exercise's number and name, as in 16-outbox/3-crash-poison",
  });
  const [path = ""] = positionals;
  try {
    const files = newExercise(root, path);
    for (const file of files) io.print(`made ${file}`);
  } catch (error) {
    if (error instanceof CannotScaffold) throw new UserError(error.message);
    throw error;
  }
  const id = path.replace(/^\d+-/, "").replace(/\/\d+-/, "/");
  io.print(
    `\nFill in what each of them leaves open; CONTRIBUTING.md says how. \`npm run verify ${id}\` tells what is left.`,
  );
  return Promise.resolve(0);
}

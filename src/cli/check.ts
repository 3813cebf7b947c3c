import { parseArgs } from "node:util";
import { judge } from "../judge/index.ts";
import { loadExercise } from "./exercises.ts";
import type { CommandContext } from "./io.ts";

/** Judges exercises once. */
export async function run(args: readonly string[], { root, io }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { file: { type: "string" }, seed: { type: "string" } },
  });
  const exercise = await loadExercise(root, positionals[0] ?? "");
  const verdict = await judge(exercise, values.file ?? exercise.files.workspace, {
    root,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  });
  io.print(JSON.stringify(verdict, null, 1));
  return verdict.status === "pass" ? 0 : verdict.status === "fail" ? 1 : 2;
}

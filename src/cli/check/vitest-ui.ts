import { spawn } from "node:child_process";
import { join, relative, sep } from "node:path";
import type { Exercise } from "../../catalogue/index.ts";
import type { CommandContext } from "../io.ts";

/** Runs Vitest's own screen on one exercise until the person ends it. Only this machine can reach it. */
export function openVitestUi(exercise: Exercise, { root, io }: CommandContext): Promise<number> {
  const spec = relative(root, exercise.files.spec).split(sep).join("/");
  io.error(`Vitest's screen for ${exercise.id} opens in your browser. Ctrl-C ends it.`);
  const child = spawn(
    process.execPath,
    [
      join(root, "node_modules", "vitest", "vitest.mjs"),
      "--watch",
      "--ui",
      "--api.host=127.0.0.1",
      "--config=vitest.config.ts",
      spec,
    ],
    { cwd: root, stdio: "inherit" },
  );
  // Ctrl-C reaches both: Vitest tidies up, and we wait until it has.
  const wait = (): void => undefined;
  process.on("SIGINT", wait);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.off("SIGINT", wait);
      resolve(signal === null ? (code ?? 2) : 130);
    });
  });
}

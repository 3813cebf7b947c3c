import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * The file that Vitest runs an exercise's rules on: the learner's own, or the stub where there is none.
 * `EVENTLINGS_ANSWERS=solutions` means the reference answers instead.
 *
 * @param root folder of the clone
 * @param name `04-event-store/1-append`
 */
export function answerFile(root: string, name: string): string {
  const own = join(root, process.env["EVENTLINGS_ANSWERS"] ?? "workspace", `${name}.ts`);
  return existsSync(own) ? own : join(root, "lessons", `${name}.ts`);
}

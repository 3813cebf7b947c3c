import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandContext } from "./io.ts";

/** Prints the course's version and Node's: what a bug report needs. */
export function printVersion({ root, io }: CommandContext): number {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string };
  io.print(`eventlings ${version} (Node ${process.versions.node}, ${process.platform} ${process.arch})`);
  return 0;
}

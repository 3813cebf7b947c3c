import { COMMANDS } from "./commands.ts";
import { UserError } from "./errors.ts";
import type { CommandContext } from "./io.ts";

/** Says what commands there are. */
export function run(_args: readonly string[], { io }: CommandContext): Promise<number> {
  io.print(`Commands: ${Object.keys(COMMANDS).join(", ")}`);
  return Promise.resolve(0);
}

/** For a command that does not exist. */
export const unknownCommand = (name: string): UserError =>
  new UserError(`There is no command "${name}". The commands are ${Object.keys(COMMANDS).join(", ")}.`);

import type { CommandContext } from "./io.ts";

/** A command: what it is called with, and the exit code that it ends with. */
export interface Command {
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

/** Every command, loaded only when it is called. */
export const COMMANDS = {
  help: () => import("./help.ts"),
  check: () => import("./check.ts"),
  verify: () => import("./verify.ts"),
} satisfies Record<string, () => Promise<Command>>;

/** Name of a command. */
export type CommandName = keyof typeof COMMANDS;

/** Is this the name of a command? */
export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

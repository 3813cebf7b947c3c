import { nearestName, renderOverview, renderUsage, type UsageEntry } from "../render/index.ts";
import { COMMANDS, isCommand, type CommandEntry, type CommandName } from "./commands.ts";
import { UserError } from "./errors.ts";
import type { CommandContext } from "./io.ts";

/** Says what commands there are, or what one of them takes. */
export function run(args: readonly string[], { io }: CommandContext): Promise<number> {
  const name = args.find((argument) => !argument.startsWith("-"));
  if (name === undefined) io.print(renderOverview(commandNames().map(entryOf), io));
  else if (isCommand(name)) io.print(renderUsage(entryOf(name), io));
  else return Promise.reject(unknownCommand(name));
  return Promise.resolve(0);
}

/** For a command that does not exist. */
export function unknownCommand(name: string): UserError {
  const meant = nearestName(name, commandNames());
  const guess = meant === undefined ? "" : ` Did you mean \`npm run ${meant}\`?`;
  return new UserError(`There is no command "${name}".${guess} \`npm run help\` lists all of them.`);
}

const commandNames = (): readonly CommandName[] => Object.keys(COMMANDS).filter(isCommand);

function entryOf(name: CommandName): UsageEntry {
  const { group, summary, usage, details }: CommandEntry = COMMANDS[name];
  return { name, group, summary, usage, ...(details === undefined ? {} : { details }) };
}

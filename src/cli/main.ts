import { join } from "node:path";
import { COMMANDS, isCommand } from "./commands.ts";
import { isForPeople } from "./errors.ts";
import { processIo } from "./io.ts";

/** `--help` works after every command, and is no business of the command itself. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end === -1 ? args : args.slice(0, end)).some((argument) => argument === "--help" || argument === "-h");
}

async function run(root: string): Promise<number> {
  const io = processIo();
  const [first = "help", ...args] = process.argv.slice(2);
  const name = first === "--help" || first === "-h" ? "help" : first;
  try {
    if (name === "--version" || name === "-v") {
      const { printVersion } = await import("./version.ts");
      return printVersion({ root, io });
    }
    if (!isCommand(name)) {
      const { unknownCommand } = await import("./help.ts");
      throw unknownCommand(name);
    }
    if (asksForHelp(args)) {
      const help = await COMMANDS.help.load();
      return await help.run(name === "help" ? [] : [name], { root, io });
    }
    const command = await COMMANDS[name].load();
    return await command.run(args, { root, io });
  } catch (error) {
    if (isForPeople(error)) {
      io.error(error.message);
      return error.exitCode ?? 2;
    }
    const { explainUnexpected } = await import("./unexpected.ts");
    io.error(explainUnexpected(error, join(root, ".eventlings")));
    return 2;
  }
}

/**
 * Reads the course once after a build, so that no learner's first command does: reading 29 lessons'
 * YAML is the slowest part of it, and leaves some 20 MB in a `watch` that stays.
 */
export async function index(root: string): Promise<void> {
  const { renewCatalogue } = await import("../catalogue/index.ts");
  // A course that cannot be read is told of by the first command that needs it.
  await renewCatalogue(root).catch(() => undefined);
}

/** Runs the command that the process was started with. `root` is the folder of the clone. */
export async function main(root: string): Promise<void> {
  process.exitCode = await run(root);
}

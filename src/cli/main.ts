import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMMANDS, isCommand } from "./commands.ts";
import { UserError } from "./errors.ts";
import { processIo } from "./io.ts";

// The bundle is dist/cli.mjs: the clone is the folder above it.
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** `--help` works after every command, and is no business of the command itself. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end === -1 ? args : args.slice(0, end)).some((argument) => argument === "--help" || argument === "-h");
}

async function main(): Promise<number> {
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
      const { run } = await COMMANDS.help.load();
      return await run(name === "help" ? [] : [name], { root, io });
    }
    const { run } = await COMMANDS[name].load();
    return await run(args, { root, io });
  } catch (error) {
    if (error instanceof UserError) {
      io.error(error.message);
      return error.exitCode;
    }
    const { explainUnexpected } = await import("./unexpected.ts");
    io.error(explainUnexpected(error, join(root, ".eventlings")));
    return 2;
  }
}

// A reader that has seen enough (`| head`) closes the pipe: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));

process.exitCode = await main();

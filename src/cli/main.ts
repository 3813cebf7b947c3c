import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { COMMANDS, isCommand } from "./commands.ts";
import { UserError } from "./errors.ts";
import { processIo } from "./io.ts";

// The bundle is dist/cli.mjs: the clone is the folder above it.
const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function main(): Promise<number> {
  const io = processIo();
  const [name = "help", ...args] = process.argv.slice(2);
  try {
    if (!isCommand(name)) {
      const { unknownCommand } = await import("./help.ts");
      throw unknownCommand(name);
    }
    const { run } = await COMMANDS[name]();
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

import { createInterface } from "node:readline";
import type { Io } from "../io.ts";

const PROMPT = "shop> ";

/** The lines to be answered, one after the other: those given, or those that are typed until Ctrl-D or Ctrl-C. */
export async function* linesFrom(given: string | undefined, io: Io): AsyncGenerator<string> {
  if (given !== undefined) {
    for (const line of given.split(";")) {
      io.print(`${PROMPT}${line.trim()}`);
      yield line;
    }
    return;
  }
  if (io.interactive) io.print("`help` lists what you can ask; `quit` leaves.");
  const lines = createInterface({
    input: process.stdin,
    ...(io.interactive ? { output: process.stdout, prompt: PROMPT } : {}),
    terminal: io.interactive,
  });
  lines.once("SIGINT", () => lines.close());
  try {
    if (io.interactive) lines.prompt();
    for await (const line of lines) {
      if (!io.interactive) io.print(`${PROMPT}${line.trim()}`);
      yield line;
      if (io.interactive) lines.prompt();
    }
    if (io.interactive) io.print("");
  } finally {
    lines.close();
  }
}

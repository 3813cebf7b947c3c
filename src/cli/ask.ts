import { createInterface } from "node:readline/promises";

/** Asks the person at the keyboard; Ctrl-C and Ctrl-D answer nothing. */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  let answered = false;
  // An unanswered question would leave the command waiting for ever.
  const left = new Promise<string>((resolve) => {
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      if (!answered) process.stdout.write("\n");
      resolve("");
    });
  });
  try {
    const answer = await Promise.race([lines.question(question), left]);
    answered = true;
    return answer;
  } finally {
    lines.close();
  }
}

import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Measurement } from "../figure.ts";
import { runToEnd, time } from "../processes.ts";
import { describePairs, interleave, median } from "../statistics.ts";

/** How many answers a learner of many years has given. */
const ANSWERS = 10_000;
const DAY = 86_400_000;

/** What a long history adds to a review, beside an empty log: reading it, and computing what is due. */
export const quizHistory: Measurement = {
  figures: () => [{ name: "quiz-history", unit: "s", limit: 0.1 }],

  async measure(_wanted, { sandbox, quick }) {
    const { root, command } = await sandbox();
    const review = [command, "quiz", "--review"];
    const state = join(root, ".eventlings");
    const log = join(state, "log.jsonl");
    // Makes the index, so that it is not what is measured, and tells which questions there are.
    const { stdout } = await runToEnd([command, "quiz", "--list", "--json"], root);
    const history = makeLog(JSON.parse(stdout) as readonly { readonly id: string }[]);
    const withLog = async (content: string): Promise<number> => {
      await mkdir(state, { recursive: true });
      await (content === "" ? rm(log, { force: true }) : writeFile(log, content));
      return time(review, root);
    };
    const pairs = await interleave(
      quick ? 7 : 25,
      () => withLog(history),
      () => withLog(""),
    );
    const value = median(pairs.map(({ ours, theirs }) => ours - theirs)) / 1000;
    return new Map([["quiz-history", { value, raw: describePairs(pairs, "10,000 answers", "none") }]]);
  },
};

/** Answers spread over all questions and over two years. */
function makeLog(questions: readonly { readonly id: string }[]): string {
  const start = Date.now() - 2 * 365 * DAY;
  const lines = Array.from({ length: ANSWERS }, (_, index) => {
    const question = questions[index % questions.length]?.id ?? "";
    const at = new Date(start + (index * 2 * 365 * DAY) / ANSWERS).toISOString();
    const right = index % 5 > 0;
    const data = { question, result: right ? "right" : "wrong", grade: right ? "good" : "again", mode: "review" };
    return `${JSON.stringify({ v: 1, id: `bench-${String(index)}`, at, type: "QuestionAnswered", data })}\n`;
  });
  return lines.join("");
}

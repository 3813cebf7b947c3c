import type { Progress } from "../../progress/index.ts";
import { tally, type Session, type SessionEffect } from "../../quiz/index.ts";

/** Carries out what a round asks for: each answer is on the disk before anything else is shown. */
export class Recorder {
  readonly #progress: Pick<Progress, "record">;
  /** Ids of the answers of this round that still count. */
  readonly #answers: string[] = [];

  constructor(progress: Pick<Progress, "record">) {
    this.#progress = progress;
  }

  /** @throws ProgressUnavailable with a sentence, where the log cannot be written */
  carryOut(effects: readonly SessionEffect[], { round: { mode }, outcomes }: Session): void {
    for (const effect of effects) {
      switch (effect.type) {
        case "record": {
          const { question, graded, took } = effect.outcome;
          const { result, grade } = graded;
          const data = { question: question.card.id, result, grade, mode, took: Math.round(took) };
          this.#answers.push(...this.#progress.record({ type: "QuestionAnswered", data }));
          break;
        }
        case "withdraw": {
          const answer = this.#answers.pop();
          const question = effect.outcome.question.card.id;
          if (answer !== undefined) this.#progress.record({ type: "AnswerWithdrawn", data: { question, answer } });
          break;
        }
        case "finish": {
          const { asked, right, score, longest: streak } = tally(outcomes);
          if (asked === 0) break;
          const data = { mode, asked, right, streak, ...(score === undefined ? {} : { score }) };
          this.#progress.record({ type: "QuizFinished", data });
        }
      }
    }
  }
}

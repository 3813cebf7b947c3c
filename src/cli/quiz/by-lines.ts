import type { Readable } from "node:stream";
import {
  begin,
  current,
  readAnswerLine,
  step,
  type QuizHistory,
  type Round,
  type Session,
  type SessionEvent,
} from "../../quiz/index.ts";
import type { Io } from "../io.ts";
import { loadDoable, summarise, type Doable } from "./ending.ts";
import { Recorder } from "./recorder.ts";
import type { Play } from "./rounds.ts";
import { jsonVoice, plainVoice, type Voice } from "./voice.ts";

/** Plays a round without single keys: a line is an answer, and the end of the input is the end of the round. */
export async function playByLines(
  round: Round,
  play: Play,
  before: QuizHistory,
  io: Io,
  input: Readable,
): Promise<number> {
  const voice = play.options.json ? jsonVoice(io) : plainVoice(io);
  const lined = new LinedRound(round, new Recorder(play.progress), voice);
  const doable = await loadDoable(play.root);
  const { createInterface } = await import("node:readline");
  const lines = createInterface({ input, terminal: false });
  try {
    for await (const line of lines) {
      lined.take(line, doable);
      if (lined.session.phase.kind === "over") break;
    }
  } finally {
    lines.close();
  }
  lined.leave();
  voice.summary(await summarise(lined.session, play, before, doable));
  return 0;
}

/** A round under way whose answers are lines of text. */
export class LinedRound {
  readonly #recorder: Recorder;
  readonly #voice: Voice;
  #session: Session;

  constructor(round: Round, recorder: Recorder, voice: Voice) {
    this.#recorder = recorder;
    this.#voice = voice;
    this.#session = begin(round, performance.now());
    this.#ask();
  }

  get session(): Session {
    return this.#session;
  }

  /** Takes an answer, or one of the commands `u` and `q`. */
  take(line: string, doable: Doable): void {
    const question = current(this.#session);
    if (question === undefined) return;
    const text = line.trim();
    if (text === "q") return this.leave();
    if (text === "u") return this.#undo();
    if (text === "" && question.card.kind === "flash") return this.#voice.model(question);
    const read = readAnswerLine(question, line);
    if (read.kind === "unclear") return this.#voice.unclear(read.sentence);
    this.#dispatch({ type: "answer", response: read.response, now: performance.now() });
    const { phase } = this.#session;
    if (phase.kind === "told") this.#voice.feedback(phase.outcome, doable);
    this.#dispatch({ type: "next", now: performance.now() });
    this.#ask();
  }

  leave(): void {
    this.#dispatch({ type: "leave" });
  }

  #undo(): void {
    if (this.#session.outcomes.length === 0) return this.#voice.unclear("There is no answer to take back yet.");
    this.#dispatch({ type: "undo", now: performance.now() });
    this.#ask();
  }

  #ask(): void {
    const { outcomes, queue } = this.#session;
    const question = current(this.#session);
    if (question !== undefined) this.#voice.question(question, outcomes.length + 1, queue.length);
  }

  #dispatch(event: SessionEvent): void {
    const { session, effects } = step(this.#session, event);
    this.#recorder.carryOut(effects, session);
    this.#session = session;
  }
}

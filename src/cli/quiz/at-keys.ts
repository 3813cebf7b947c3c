import {
  begin,
  step,
  timeLeft,
  type QuizHistory,
  type Round,
  type Session,
  type SessionEvent,
} from "../../quiz/index.ts";
import { renderSummary } from "../../render/quiz/index.ts";
import type { Io } from "../io.ts";
import { openKeyboard, type Key } from "../keys.ts";
import { openScreen } from "../screen.ts";
import { loadDoable, summarise, type Doable } from "./ending.ts";
import { Recorder } from "./recorder.ts";
import type { Play } from "./rounds.ts";
import { renderQuizScreen } from "./screen.ts";

/** What a round at the keyboard needs of a terminal. */
export interface Seat {
  show(text: string): void;
  readonly window: Pick<Io, "columns" | "rows" | "color">;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

const SCROLL: Readonly<Record<string, number>> = { up: -1, down: 1, "page-up": -8, "page-down": 8 };

/** A round under way at a keyboard: keys and the clock go in, the window comes out. */
export class KeyedRound {
  readonly #seat: Seat;
  readonly #recorder: Recorder;
  #session: Session;
  #doable: Doable = { exercises: new Set(), guides: new Set() };
  #scrolled = 0;
  #shown = "";
  #code = 0;
  #settle: { resolve: (code: number) => void; reject: (error: unknown) => void } | undefined;
  /** Resolves to an exit code when the round is over. */
  readonly ended: Promise<number>;

  constructor(round: Round, recorder: Recorder, seat: Seat) {
    this.#seat = seat;
    this.#recorder = recorder;
    this.#session = begin(round, seat.now());
    this.ended = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.draw();
  }

  get session(): Session {
    return this.#session;
  }

  /** What can be done became known: it is named where something was missed. */
  learnDoable(doable: Doable): void {
    this.#doable = doable;
    this.draw();
  }

  press(key: Key): void {
    if (key === "ctrl-c") {
      this.#code = 130;
      return this.#dispatch({ type: "leave" });
    }
    const by = SCROLL[key];
    if (by !== undefined && (this.#session.phase.kind === "told" || key.startsWith("page"))) {
      this.#scrolled += by;
      this.draw();
      return;
    }
    this.#dispatch({ type: "key", key: key === "ctrl-d" ? "escape" : key, now: this.#seat.now() });
  }

  /** Time has passed. */
  tick(): void {
    if (timeLeft(this.#session, this.#seat.now()) === undefined) return;
    this.#dispatch({ type: "tick", now: this.#seat.now() });
  }

  draw(): void {
    const { window } = this.#seat;
    const view = { session: this.#session, scrolled: this.#scrolled, now: this.#seat.now(), doable: this.#doable };
    const text = this.#session.phase.kind === "over" ? "" : renderQuizScreen(view, window);
    // The same text again would only make a screen reader read it again.
    if (text !== "" && text !== this.#shown) this.#seat.show(text);
    this.#shown = text;
  }

  #dispatch(event: SessionEvent): void {
    const before = this.#session;
    const { session, effects } = step(before, event);
    try {
      this.#recorder.carryOut(effects, session);
    } catch (error) {
      this.#settle?.reject(error);
      return;
    }
    this.#session = session;
    if (before.outcomes !== session.outcomes || before.phase.kind !== session.phase.kind) this.#scrolled = 0;
    this.draw();
    if (session.phase.kind === "over") this.#settle?.resolve(this.#code);
  }
}

/** Milliseconds between two looks at the clock: the seconds shown are never late by more. */
const TICK = 100;

const SIGNALS = { SIGTERM: 143, SIGHUP: 129 } as const;

/** Plays a round at this process's terminal, and prints what it came to. */
export async function playAtKeys(round: Round, play: Play, before: QuizHistory, io: Io): Promise<number> {
  const screen = openScreen(io, (text) => void process.stdout.write(text));
  const keyed = new KeyedRound(round, new Recorder(play.progress), {
    show: (text) => screen.show(text),
    window: io,
    now: () => performance.now(),
  });
  const redraw = (): void => keyed.draw();
  const leave = Object.entries(SIGNALS).map(([signal, code]) => [signal, () => process.exit(code)] as const);
  process.stdout.on("resize", redraw);
  for (const [signal, listener] of leave) process.on(signal, listener);
  const timer = round.clock === "none" ? undefined : setInterval(() => keyed.tick(), TICK);
  const keyboard = openKeyboard(process.stdin, (key) => keyed.press(key));
  const doable = loadDoable(play.root);
  try {
    const [code] = await Promise.all([keyed.ended, doable.then((known) => keyed.learnDoable(known))]);
    screen.leave();
    io.print(renderSummary(await summarise(keyed.session, play, before, await doable), io));
    return code;
  } finally {
    clearInterval(timer);
    keyboard.close();
    screen.close();
    process.stdout.off("resize", redraw);
    for (const [signal, listener] of leave) process.off(signal, listener);
  }
}

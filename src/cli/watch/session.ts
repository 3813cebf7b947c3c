import { allExercises, type Exercise } from "../../catalogue/index.ts";
import type { Attempt, Verdict } from "../../judge/index.ts";
import { courseProgress, nextExercise, recordCheck } from "../../progress/index.ts";
import { shownPath } from "../../render/index.ts";
import { verdictContext } from "../verdict-context.ts";
import { whyAbsent } from "./absent.ts";
import { markedOf, matching } from "./choose.ts";
import type { Content } from "./content.ts";
import type { FileWatch } from "./file-watch.ts";
import type { Frame } from "./frame.ts";
import { INITIAL, step, type Showable, type WatchEffect, type WatchEvent, type WatchState } from "./machine.ts";
import type { Judging, Surroundings } from "./surroundings.ts";

/** Milliseconds after which a check says that it is running. */
const SLOW = 400;

/** Exit code after Ctrl-C. */
const INTERRUPTED = 130;

/** What is open for the exercise that is watched. */
interface Open {
  readonly exercise: Exercise;
  readonly judging: Judging;
  readonly files: FileWatch;
}

/** A watch under way: carries out what the state machine decides. */
export class WatchSession {
  readonly #around: Surroundings;
  #state: WatchState = INITIAL;
  #open: Open;
  /** Begun while the file had not come to rest. */
  #early: Attempt | undefined;
  #running: Attempt | undefined;
  #source: string | undefined;
  #slow: NodeJS.Timeout | undefined;
  /** Something else has the screen. */
  #away = false;
  #over = false;
  #finish: (code: number) => void = () => undefined;
  /** Resolves to the exit code when the watch is over. */
  readonly ended: Promise<number>;

  constructor(exercise: Exercise, around: Surroundings) {
    this.#around = around;
    this.ended = new Promise((resolve) => (this.#finish = resolve));
    this.#open = this.#openUp(exercise);
    this.#start();
  }

  /** Something happened outside. */
  dispatch(event: WatchEvent): void {
    if (this.#over) return;
    const { state, effects } = step(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  /** Ends the watch with an exit code. Safe to call twice. */
  end(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#shut();
    this.#finish(code);
  }

  #carryOut(effect: WatchEffect): void {
    switch (effect.type) {
      case "judge":
        return this.#judge(effect.attempt);
      case "drop":
        return this.#drop();
      case "draw":
        if (!this.#away) this.#around.view.draw(this.#frame());
        return;
      case "show":
        return void this.#show(effect.what);
      case "list": {
        const exercises = matching(allExercises(this.#around.catalogue), "");
        return this.dispatch({
          type: "listed",
          marked: exercises.findIndex(({ id }) => id === this.#open.exercise.id),
        });
      }
      case "read-guide":
        return void this.#stepAside(() => this.#around.readGuide(this.#open.exercise, this.#brokenSection()));
      case "suspend":
        return void this.#stepAside(() => this.#around.suspend());
      case "next":
        return this.#next();
      case "go": {
        const exercises = matching(allExercises(this.#around.catalogue), effect.typed);
        const exercise = markedOf(exercises, effect.marked);
        if (exercise === undefined || exercise.id === this.#open.exercise.id) return this.dispatch({ type: "resized" });
        return this.#move(exercise);
      }
      case "quit":
        return this.end(effect.code);
    }
  }

  #openUp(exercise: Exercise): Open {
    const notices = this.#around.ready(exercise);
    const files = this.#around.watchFile(exercise.files.workspace, {
      stirred: (content) => this.#stirred(content),
      calmed: () => this.#dropEarly(),
      settled: (content) => this.#settled(content),
    });
    const judging = this.#around.judging(exercise);
    if (notices.length > 0) this.#state = { ...this.#state, note: notices.join(" ") };
    return { exercise, judging, files };
  }

  /** Judges what is there already, so that the first screen says where the learner stands. */
  #start(): void {
    this.dispatch({ type: "resized" });
    const { note } = this.#state;
    this.#settled(this.#open.files.content);
    if (note !== "") this.dispatch({ type: "noted", note });
  }

  #stirred(content: Content): void {
    this.#dropEarly();
    if (content.kind === "text") this.#early = this.#open.judging.begin();
  }

  #settled(content: Content): void {
    if (content.kind === "text") return this.dispatch({ type: "saved" });
    this.#dropEarly();
    this.dispatch({ type: "absent", sentence: whyAbsent(content, this.#path()) });
  }

  #judge(number: number): void {
    const { content } = this.#open.files;
    const attempt = this.#early ?? this.#open.judging.begin();
    this.#early = undefined;
    this.#running = attempt;
    const source = content.kind === "text" ? content.text : "";
    this.#slow = setTimeout(() => this.dispatch({ type: "slow", attempt: number }), SLOW);
    // Writing to the disk takes as long as a third of the check: it is done while the rules run.
    setImmediate(() => this.#keep(source));
    attempt.finish().then(
      (verdict) => {
        if (verdict === undefined || this.#running !== attempt) return;
        clearTimeout(this.#slow);
        this.#source = source;
        const trouble = this.#record(verdict, source);
        this.dispatch({ type: "verdict", attempt: number, verdict });
        if (trouble !== undefined) this.dispatch({ type: "noted", note: trouble });
      },
      (error: unknown) => {
        if (this.#running !== attempt) return;
        clearTimeout(this.#slow);
        const sentence = error instanceof Error ? error.message : String(error);
        this.dispatch({ type: "judge-failed", attempt: number, sentence });
      },
    );
  }

  /** Where it cannot be kept, recording the verdict says so. */
  #keep(source: string): void {
    try {
      this.#around.progress.keep(source);
    } catch {
      return;
    }
  }

  /** The verdict is shown even where it cannot be kept; the sentence says so. */
  #record(verdict: Verdict, source: string): string | undefined {
    try {
      recordCheck(this.#around.progress, verdict, source);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #drop(): void {
    clearTimeout(this.#slow);
    this.#running?.end();
    this.#running = undefined;
  }

  #dropEarly(): void {
    this.#early?.end();
    this.#early = undefined;
  }

  async #show(what: Showable): Promise<void> {
    const { work } = this.#state;
    try {
      const text = await this.#around.text(
        what,
        this.#open.exercise,
        work.kind === "judged" ? work.verdict : undefined,
      );
      if (this.#around.fits(text)) this.dispatch({ type: "shown", what, text });
      else await this.#stepAside(() => this.#around.page(what, text));
    } catch (error) {
      this.dispatch({ type: "noted", note: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Gives the screen away and takes it back. Saves are judged meanwhile. */
  async #stepAside(work: () => Promise<number>): Promise<void> {
    if (this.#away) return;
    this.#away = true;
    this.#around.view.leave();
    let note = "";
    try {
      if ((await work()) === INTERRUPTED) return this.end(INTERRUPTED);
    } catch (error) {
      note = error instanceof Error ? error.message : String(error);
    }
    this.#away = false;
    this.dispatch({ type: "noted", note });
  }

  #next(): void {
    const { catalogue, progress } = this.#around;
    const next = nextExercise(allExercises(catalogue), progress.summary, this.#open.exercise.id);
    if (next === undefined) this.dispatch({ type: "noted", note: "That was the last one: every exercise is passed." });
    else this.#move(next);
  }

  #move(exercise: Exercise): void {
    this.#shut();
    this.dispatch({ type: "moved" });
    try {
      this.#open = this.#openUp(exercise);
    } catch (error) {
      const note = error instanceof Error ? error.message : String(error);
      this.#open = this.#openUp(this.#open.exercise);
      this.#state = { ...this.#state, note };
    }
    this.#start();
  }

  #shut(): void {
    this.#drop();
    this.#dropEarly();
    this.#open.files.close();
    this.#open.judging.close();
  }

  /** The guide's section about the first promise that is broken. */
  #brokenSection(): string | undefined {
    const { work } = this.#state;
    return work.kind === "judged"
      ? work.verdict.rules.find(({ outcome }) => outcome.status === "fail")?.section
      : undefined;
  }

  #path(): string {
    return shownPath(this.#open.exercise.files.workspace, this.#around.root);
  }

  #frame(): Frame {
    const { root, catalogue, progress } = this.#around;
    const { exercise } = this.#open;
    const { summary } = progress;
    const exercises = allExercises(catalogue);
    const passed = exercises.filter(({ id }) => summary.of(id).state === "passed").map(({ id }) => id);
    const source = this.#source === undefined ? {} : { source: this.#source };
    return {
      state: this.#state,
      exercise,
      path: this.#path(),
      exercises,
      passed: new Set(passed),
      progress: courseProgress(exercises, summary),
      context: verdictContext(exercise, { root, catalogue, summary, ...source }),
    };
  }
}

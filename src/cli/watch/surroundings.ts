import type { Catalogue, Exercise } from "../../catalogue/index.ts";
import type { Attempt, Verdict } from "../../judge/index.ts";
import type { Progress } from "../../progress/index.ts";
import type { FileListener, FileWatch } from "./file-watch.ts";
import type { View } from "./frame.ts";
import type { Showable } from "./machine.ts";

/** Judges one exercise's file again and again. */
export interface Judging {
  begin(): Attempt;
  close(): void;
}

/** The world around a watch: all that a test replaces. */
export interface Surroundings {
  readonly root: string;
  readonly catalogue: Catalogue;
  readonly progress: Progress;
  readonly view: View;
  judging(exercise: Exercise): Judging;
  watchFile(file: string, listener: FileListener): FileWatch;
  /** Makes the learner's file where it is missing; what should be said about it. */
  ready(exercise: Exercise): readonly string[];
  /** The text that a key asked for. */
  text(what: Showable, exercise: Exercise, verdict: Verdict | undefined): Promise<string>;
  /** Does a text fit the window, with header and keys around it? */
  fits(text: string): boolean;
  /** Shows a long text page by page. Exit code 130: the reader wants to quit altogether. */
  page(what: Showable, text: string): Promise<number>;
  /** Opens the guide and returns when the learner has closed it, with the same codes. */
  readGuide(exercise: Exercise, section: string | undefined): Promise<number>;
  /** Stops this process until the shell continues it. */
  suspend(): Promise<number>;
}

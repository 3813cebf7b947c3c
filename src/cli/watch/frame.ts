import type { Exercise } from "../../catalogue/index.ts";
import type { CourseProgress } from "../../progress/index.ts";
import type { VerdictContext } from "../../render/index.ts";
import type { WatchState } from "./machine.ts";

/** Everything that a view of the watch shows. */
export interface Frame {
  readonly state: WatchState;
  readonly exercise: Exercise;
  /** The learner's file, relative to the clone. */
  readonly path: string;
  /** All exercises of the course, for choosing one. */
  readonly exercises: readonly Exercise[];
  readonly passed: ReadonlySet<string>;
  readonly progress: CourseProgress;
  /** For the verdict that is shown. */
  readonly context: VerdictContext;
}

/** Where a watch is shown. */
export interface View {
  /** Shows what is so now; called again whenever anything has changed. */
  draw(frame: Frame): void;
  /** A line that belongs to no verdict. */
  say(sentence: string): void;
  /** Gives the screen to something else for a while; `draw` takes it back. */
  leave(): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

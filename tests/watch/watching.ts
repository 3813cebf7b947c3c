import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { findExercise, type Catalogue, type Exercise } from "../../src/catalogue/index.ts";
import { readCourse } from "../../src/catalogue/read-course.ts";
import { FileWatch } from "../../src/cli/watch/file-watch.ts";
import type { Frame, View } from "../../src/cli/watch/frame.ts";
import { WatchSession } from "../../src/cli/watch/session.ts";
import type { Surroundings } from "../../src/cli/watch/surroundings.ts";
import { WarmJudge, type Attempt, type Verdict } from "../../src/judge/index.ts";
import { openProgress, type Progress } from "../../src/progress/index.ts";
import { temporaryFolder } from "../support/course.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const course = readCourse(root);

/** An exercise of the real course whose answer lies in a temporary folder. */
function borrowed(id: string, folder: string): { exercise: Exercise; catalogue: Catalogue } {
  const found = findExercise(course, id);
  if (found.kind !== "found") throw new Error(`${id} is gone: choose another exercise for this test.`);
  const exercise = { ...found.value, files: { ...found.value.files, workspace: join(folder, "answer.ts") } };
  const lessons = course.lessons.map((lesson) => ({
    ...lesson,
    exercises: lesson.exercises.map((each) => (each.id === id ? exercise : each)),
  }));
  return { exercise, catalogue: { lessons, problems: [] } };
}

/** A view that remembers what it was asked to show, and can wait for it. */
export class RecordingView implements View {
  readonly frames: Frame[] = [];
  readonly said: string[] = [];
  #wake: () => void = () => undefined;

  draw(frame: Frame): void {
    this.frames.push(frame);
    this.#wake();
  }
  say(sentence: string): void {
    this.said.push(sentence);
  }
  leave(): void {
    this.said.push("(left)");
  }
  close(): void {
    this.said.push("(closed)");
  }

  /** The first frame from number `from` on that is as wanted. */
  async frame(wanted: (frame: Frame) => boolean, from = 0): Promise<Frame> {
    for (let next = from; ; next += 1) {
      while (this.frames.length <= next) await new Promise<void>((resolve) => (this.#wake = resolve));
      const frame = this.frames[next];
      if (frame !== undefined && wanted(frame)) return frame;
    }
  }
}

/** The verdict that a frame shows. */
export const shown = ({ state: { work } }: Frame): Verdict | undefined =>
  work.kind === "judged" ? work.verdict : undefined;

/** A watch on a temporary answer to `event-store/append`, with the real judge and the real file system. */
export interface Watching {
  readonly session: WatchSession;
  readonly view: RecordingView;
  readonly file: string;
  readonly solution: string;
  readonly progress: Progress;
  /** Every attempt that was begun. */
  readonly attempts: readonly Attempt[];
  readonly save: (text: string) => void;
  /** The next verdict that is shown and wanted. */
  readonly verdict: (wanted: (verdict: Verdict) => boolean) => Promise<Verdict>;
  /** Waits until the newest save has been handed to a judge. */
  readonly handedOver: () => Promise<void>;
}

/** Opens one. It is ended with the test. */
export function watching(over: Partial<Surroundings> = {}, folder = temporaryFolder()): Watching {
  const { exercise, catalogue } = borrowed("event-store/append", folder);
  const solution = readFileSync(exercise.files.solution, "utf8");
  const file = exercise.files.workspace;
  const progress = openProgress(folder);
  const view = new RecordingView();
  const attempts: Attempt[] = [];
  let begun: () => void = () => undefined;
  writeFileSync(file, readFileSync(exercise.files.stub));
  const session = new WatchSession(exercise, {
    root: folder,
    catalogue,
    progress,
    view,
    judging: (which) => {
      const judge = new WarmJudge(which, { root, types: false });
      return {
        begin() {
          const attempt = judge.begin();
          const finish = attempt.finish.bind(attempt);
          attempts.push(attempt);
          return {
            end: () => attempt.end(),
            finish: () => {
              const verdict = finish();
              begun();
              return verdict;
            },
          };
        },
        close: () => judge.close(),
      };
    },
    watchFile: (path, listener) => new FileWatch(path, listener),
    ready: () => [],
    text: (what) => Promise.resolve(`the ${what}`),
    fits: () => true,
    page: () => Promise.resolve(0),
    readGuide: () => Promise.resolve(0),
    suspend: () => Promise.resolve(0),
    ...over,
  });
  onTestFinished(() => session.end(0));
  let seen = 0;
  return {
    session,
    view,
    file,
    solution,
    progress,
    attempts,
    save: (text) => writeFileSync(file, text),
    async verdict(wanted) {
      const frame = await view.frame((each) => {
        const verdict = shown(each);
        return verdict !== undefined && wanted(verdict);
      }, seen);
      seen = view.frames.indexOf(frame) + 1;
      const verdict = shown(frame);
      if (verdict === undefined) throw new Error("The frame has lost its verdict.");
      return verdict;
    },
    handedOver: () => new Promise((resolve) => (begun = resolve)),
  };
}

import { existsSync } from "node:fs";
import { allExercises, type Exercise } from "../catalogue/index.ts";
import { courseProgress, currentExercise } from "../progress/index.ts";
import { shownPath } from "../render/index.ts";
import { readArguments } from "./arguments.ts";
import type { Command } from "./commands.ts";
import type { CommandContext } from "./io.ts";
import { learnerCommand, openLearner, type Learner } from "./learner.ts";
import { renderHome, renderPlainHome, type Home } from "./start/home.ts";
import type { Person } from "./start/person.ts";

/** The commands that the first screen leads to. */
export interface Doors {
  watch(id: string): Promise<number>;
  read(lesson: string): Promise<number>;
  quiz(): Promise<number>;
}

/** The command over a person and what is behind the keys, so that a test can be both. */
export const startCommand = (
  meet: (context: CommandContext) => Promise<Person>,
  doors: (c: CommandContext) => Doors,
): Command["run"] =>
  learnerCommand(async (args, context) => {
    readArguments(args, { command: "start", options: {} });
    const { root, io } = context;
    const learner = await openLearner(root);
    const isNew = learner.progress.events.length === 0;
    const notices = await readyWorkspace(learner, root);
    const home = (): Home => whereabouts(learner, root, isNew, notices);
    if (!io.interactive) {
      io.print(renderPlainHome(home(), io));
      return 0;
    }
    const person = await meet(context);
    try {
      return await converse(person, home, learner, context, doors(context));
    } finally {
      person.leave();
    }
  });

/** Says where the learner is, and leads on from there. */
export const run = startCommand(
  async ({ io }) => (await import("./start/terminal.ts")).atTerminal(io),
  (context) => ({
    watch: async (id) => (await import("./watch.ts")).run([id], context),
    read: async (lesson) => (await import("./read.ts")).run([lesson], context),
    quiz: async () => (await import("./quiz.ts")).run([], context),
  }),
);

/**
 * Makes what is missing of the workspace, and says so. Where nothing is, its files are left to the
 * commands that use them: to compare every one with its stub takes a third of the time to this screen.
 */
async function readyWorkspace({ catalogue, progress }: Learner, root: string): Promise<readonly string[]> {
  const exercises = allExercises(catalogue);
  if (exercises.every(({ written, files }) => !written || existsSync(files.workspace))) return [];
  const [{ prepareWorkspace }, { renderNotice }] = await Promise.all([
    import("../workspace/index.ts"),
    import("../render/notice.ts"),
  ]);
  const unwrapped = { color: false, columns: Number.MAX_SAFE_INTEGER };
  return prepareWorkspace(root, exercises, progress).map((notice) => renderNotice(notice, unwrapped));
}

function whereabouts({ catalogue, progress }: Learner, root: string, isNew: boolean, notices: readonly string[]): Home {
  progress.refresh();
  const exercises = allExercises(catalogue);
  const { summary } = progress;
  const exercise = currentExercise(exercises, summary);
  const path = exercise === undefined ? "" : shownPath(exercise.files.workspace, root);
  return {
    isNew,
    notices,
    course: courseProgress(exercises, summary),
    core: courseProgress(
      exercises.filter(({ track }) => track === "core"),
      summary,
    ),
    ...(exercise === undefined ? {} : { current: { exercise, known: summary.of(exercise.id), path } }),
  };
}

/** Keys on the first screen, until one of them leads away. */
async function converse(
  person: Person,
  home: () => Home,
  learner: Learner,
  { io }: CommandContext,
  doors: Doors,
): Promise<number> {
  const watch = (exercise: Exercise): Promise<number> => person.lend(() => doors.watch(exercise.id));
  if (home().isNew && (await takeTour(person, io)) === "interrupted") return 130;
  for (;;) {
    const now = home();
    const key = await person.press(() => renderHome(now, io));
    const exercise = now.current?.exercise;
    if (key === "ctrl-c") return 130;
    if (key === "q" || key === "escape" || key === "ctrl-d") return 0;
    if ((key === "c" || key === "enter") && exercise !== undefined) return watch(exercise);
    if (key === "z" && (await person.lend(() => doors.quiz())) === 130) return 130;
    if (key === "r") {
      const lesson = exercise?.lesson ?? learner.catalogue.lessons[0]?.slug ?? "";
      if ((await person.lend(() => doors.read(lesson))) === 130) return 130;
    }
    if (key === "t" && (await takeTour(person, io)) === "interrupted") return 130;
    if (key === "b") {
      const chosen = await (await import("./start/browse.ts")).browse(person, learner, io);
      if (chosen === "interrupted") return 130;
      if (chosen !== undefined) return watch(chosen);
    }
  }
}

async function takeTour(person: Person, io: CommandContext["io"]): Promise<"interrupted" | "done"> {
  const { renderTourPage, TOUR_LENGTH } = await import("./start/tour.ts");
  for (let page = 0; page < TOUR_LENGTH;) {
    const key = await person.press(() => renderTourPage(page, io));
    if (key === "ctrl-c") return "interrupted";
    if (key === "s" || key === "q" || key === "escape") return "done";
    page = key === "b" || key === "left" ? Math.max(0, page - 1) : page + 1;
  }
  return "done";
}

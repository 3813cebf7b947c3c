import { allExercises, type Exercise } from "../catalogue/index.ts";
import { WarmJudge, type Verdict } from "../judge/index.ts";
import { currentExercise, stateFolder } from "../progress/index.ts";
import { renderNotice } from "../render/notice.ts";
import { prepareWorkspace } from "../workspace/index.ts";
import { readArguments } from "./arguments.ts";
import type { Command } from "./commands.ts";
import { UserError } from "./errors.ts";
import { requireExercise } from "./exercises.ts";
import type { CommandContext, Io } from "./io.ts";
import { openKeyboard, type Keyboard } from "./keys.ts";
import { learnerCommand, openLearner, type Learner } from "./learner.ts";
import { FileWatch } from "./watch/file-watch.ts";
import type { Showable } from "./watch/machine.ts";
import { announceWatch } from "./watch/others.ts";
import { renderPrinted } from "./watch/printed.ts";
import { renderKeyHelp } from "./watch/screen.ts";
import { WatchSession } from "./watch/session.ts";
import { jsonView, plainView, screenView } from "./watch/views.ts";

/** Judges an exercise at each save, until the learner quits. */
export const run = learnerCommand(async (args, context) => {
  const { values, positionals } = readArguments(args, {
    command: "watch",
    options: { json: { type: "boolean" } },
    positionals: { min: 0, max: 1 },
  });
  const { root, io } = context;
  const learner = await openLearner(root);
  const { catalogue, progress } = learner;
  const first = choose(learner, positionals[0]);
  const interactive = io.interactive && values.json !== true;
  const view = interactive
    ? screenView(io, (text) => void process.stdout.write(text))
    : values.json === true
      ? jsonView(io)
      : plainView(io);
  const presence = announceWatch(stateFolder(root));
  const greetings = greet(presence.others.length, interactive);
  if (!interactive) greetings.forEach((line) => view.say(line));
  let keyboard: Keyboard | undefined;

  const session = new WatchSession(first, {
    root,
    catalogue,
    progress,
    view,
    judging: (exercise) => new WarmJudge(exercise, { root, types: process.env["EVENTLINGS_BENCH_TYPES"] !== "off" }),
    watchFile: (file, listener) => new FileWatch(file, listener),
    ready: (exercise) => {
      const notices = prepareWorkspace(root, allExercises(catalogue), progress)
        .filter((notice) => !("exercise" in notice) || notice.exercise === exercise.id)
        .map((notice) => renderNotice(notice, { color: false, columns: Number.MAX_SAFE_INTEGER }));
      if (interactive) return [...greetings.splice(0), ...notices];
      notices.forEach((notice) => view.say(notice));
      return [];
    },
    text: (what, exercise, verdict) => textFor(what, exercise, verdict, context),
    fits: (text) => text.split("\n").length <= io.rows - AROUND,
    page: (what, text) => withoutKeys(keyboard, () => pageText(what, text, io)),
    readGuide: (exercise, section) => withoutKeys(keyboard, () => readGuide(exercise, section, context)),
    suspend: () => withoutKeys(keyboard, stopUntilContinued),
  });

  const stopListening = listenToSystem(session, interactive);
  if (interactive) keyboard = openKeyboard(process.stdin, (key) => session.dispatch({ type: "key", key }));
  try {
    return await session.ended;
  } finally {
    keyboard?.close();
    view.close();
    stopListening();
    presence.leave();
  }
});

function choose({ catalogue, progress }: Learner, query: string | undefined): Exercise {
  if (query !== undefined) return requireExercise(catalogue, query);
  const exercises = allExercises(catalogue);
  const current =
    currentExercise(exercises, progress.summary) ??
    exercises.find(({ id, written }) => written && id === progress.summary.lastWorkedOn);
  if (current !== undefined) return current;
  throw new UserError(
    "You have passed every exercise. Name the one to watch, as in `npm run watch event-store/append`.",
  );
}

/** One line each about what is different from usual. */
function greet(others: number, interactive: boolean): string[] {
  return [
    ...(others === 0
      ? []
      : [
          others === 1
            ? "Another watch is running in this clone; both judge each save."
            : `${String(others)} other watches are running in this clone; all of them judge each save.`,
        ]),
    ...(interactive
      ? []
      : ["No terminal here, so there are no keys: each save is judged until you end this (Ctrl-C)."]),
  ];
}

/** Runs another command and keeps what it would have printed. */
async function captured(
  load: () => Promise<Command>,
  args: readonly string[],
  { root, io }: CommandContext,
): Promise<string> {
  const lines: string[] = [];
  const into: Io = {
    color: io.color,
    columns: io.columns,
    rows: io.rows,
    interactive: false,
    print: (text) => void lines.push(text),
    error: (text) => void lines.push(text),
  };
  const command = await load();
  await command.run(args, { root, io: into });
  return lines.join("\n");
}

function textFor(
  what: Showable,
  { id }: Exercise,
  verdict: Verdict | undefined,
  context: CommandContext,
): Promise<string> {
  switch (what) {
    case "hint":
      return captured(() => import("./hint.ts"), [id], context);
    case "solution":
      return captured(() => import("./solution.ts"), [id], context);
    case "help":
      return Promise.resolve(renderKeyHelp(context.io));
    case "output":
      return Promise.resolve(renderPrinted(verdict?.output ?? "") || "Your code printed nothing.");
  }
}

async function readGuide(exercise: Exercise, section: string | undefined, context: CommandContext): Promise<number> {
  const { run: read } = await import("./read.ts");
  return read([section === undefined ? exercise.lesson : `${exercise.lesson}#${section}`], context);
}

/** Lines of the window that are header and keys. */
const AROUND = 8;

async function pageText(title: string, text: string, { color }: Io): Promise<number> {
  const { page } = await import("./pager/page.ts");
  const lines = text.split("\n");
  return page({ title, render: () => ({ lines, anchors: new Map() }), anchor: undefined, color });
}

async function withoutKeys<T>(keyboard: Keyboard | undefined, work: () => Promise<T>): Promise<T> {
  keyboard?.pause();
  try {
    return await work();
  } finally {
    keyboard?.resume();
  }
}

/** Ctrl-Z. Windows has no such thing. */
async function stopUntilContinued(): Promise<number> {
  if (process.platform === "win32") return 0;
  const continued = new Promise<void>((resolve) => process.once("SIGCONT", () => resolve()));
  process.kill(process.pid, "SIGTSTP");
  await continued;
  return 0;
}

/** Exit codes as a shell gives them: 128 and the signal's number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

function listenToSystem(session: WatchSession, interactive: boolean): () => void {
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => [signal, () => session.end(code)] as const);
  for (const [signal, end] of listeners) process.on(signal, end);
  const redraw = (): void => session.dispatch({ type: "resized" });
  if (interactive) process.stdout.on("resize", redraw);
  return () => {
    for (const [signal, end] of listeners) process.off(signal, end);
    process.stdout.off("resize", redraw);
  };
}

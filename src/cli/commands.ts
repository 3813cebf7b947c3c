import type { CommandContext } from "./io.ts";

/** A command: what it is called with, and the exit code that it ends with. */
export interface Command {
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

/** One line of the overview, what `--help` says, and the command itself, loaded only when it is called. */
export interface CommandEntry {
  /** One line, no full stop. */
  readonly summary: string;
  /** What may follow the command's name: `"<id> [--tier n]"`. */
  readonly usage: string;
  /** Heading in the overview. */
  readonly group: "learn" | "your work" | "the course";
  /** What each argument and option means, as pairs. */
  readonly details?: readonly (readonly [string, string])[];
  load(): Promise<Command>;
}

/** Every command, in the order of the overview. */
export const COMMANDS = {
  start: {
    group: "learn",
    summary: "where you are, and what is next",
    usage: "",
    load: () => import("./start.ts"),
  },
  watch: {
    group: "learn",
    summary: "judge an exercise at each save; single keys for the rest",
    usage: "[id] [--json]",
    details: [
      ["id", "an exercise, such as event-store/append, 4.1 or append; without one, the one you are at"],
      ["--json", "print each verdict as one line of JSON"],
    ],
    load: () => import("./watch.ts"),
  },
  check: {
    group: "learn",
    summary: "judge an exercise once",
    usage: "[id…] [--all] [--all-failures] [--rule id]… [--seed n] [--file path] [--json] [--ui]",
    details: [
      ["id", "an exercise, such as event-store/append, 4.1 or append; without one, the one you are at"],
      ["--all", "every exercise that is written"],
      ["--all-failures", "every broken promise in full, not only the first"],
      ["--rule id", "only this promise; may be given several times"],
      ["--seed n", "draw random cases from another seed"],
      ["--file path", "judge another file as the answer; nothing is recorded"],
      ["--json", "print the result in the format of an Exercism test runner, version 3"],
      ["--ui", "open Vitest's own screen on the exercise, in a browser"],
    ],
    load: () => import("./check.ts"),
  },
  replay: {
    group: "learn",
    summary: "run the one schedule that broke a promise again, with what your code prints",
    usage: "<id> <token> [--in-process] [--mermaid] [--svg file] [--file path]",
    details: [
      ["id", "an exercise"],
      ["token", "names the schedule; it is printed below the failure"],
      ["--in-process", "run it in this process, for a debugger: node --inspect-brk bin/eventlings.cjs replay …"],
      ["--mermaid", "print the run as a Mermaid sequence diagram instead"],
      ["--svg file", "write the run to a file as a drawing"],
      ["--file path", "run another file as the answer"],
    ],
    load: () => import("./replay.ts"),
  },
  list: {
    group: "learn",
    summary: "lessons and exercises, with how far you are",
    usage: "[--track name] [--lesson name] [--state word] [--json]",
    details: [
      ["--track name", "only interview, core or deep"],
      ["--lesson name", "only this lesson: its name or its number"],
      ["--state word", "only untouched, started, failing, passed or unwritten"],
      ["--json", "print the list as JSON"],
    ],
    load: () => import("./list.ts"),
  },
  read: {
    group: "learn",
    summary: "read a lesson's guide",
    usage: "[lesson] [section] [--no-pager]",
    details: [
      ["lesson", "its name, its number, or an exercise of it; without one, the guides are listed"],
      ["cheatsheet", "in place of a lesson: one page for the evening before an interview"],
      ["section", "a section's anchor, its title, or a part of either; event-store#copies works too"],
      ["--section x", "the same, as an option"],
      ["--no-pager", "print it all at once, as is done where the output is no terminal"],
    ],
    load: () => import("./read.ts"),
  },
  hint: {
    group: "learn",
    summary: "the next of an exercise's three hints",
    usage: "[id] [--tier n]",
    details: [
      ["id", "an exercise; without one, the one you are at"],
      ["--tier n", "all hints up to this one: 1 a question, 2 the pattern, 3 nearly the code"],
    ],
    load: () => import("./hint.ts"),
  },
  solution: {
    group: "learn",
    summary: "the reference answer and how yours differs, once you have passed or given up",
    usage: "<id> [--give-up]",
    details: [
      ["id", "an exercise"],
      ["--give-up", "show it although you have not passed"],
    ],
    load: () => import("./solution.ts"),
  },
  quiz: {
    group: "learn",
    summary: "questions: rapid fire, reviews, a mock interview",
    usage: "[lesson] [--rapid] [--review] [--interview] [--topic name] [--track name] [--plain]",
    details: [
      ["lesson", "the questions of one lesson; without one or an option, you are asked which round it shall be"],
      ["--rapid", "ten questions against the clock"],
      ["--review", "what you are about to forget, and some new questions"],
      ["--interview", "fifteen questions over all topics, and a report"],
      ["--topic name", "the questions about one topic"],
      ["--track name", "only topics of the interview, core or deep track"],
      ["--count n", "that many questions, 1 to 60"],
      ["--seconds n", "seconds for each question of rapid fire"],
      ["--cap n", "reviews a day at most; 40 unless you say otherwise"],
      ["--seed n", "the same questions in the same order again"],
      ["--plain", "read answers as lines, as is done where there is no terminal"],
      ["--json", "the same, with a line of JSON for each thing that happens"],
      ["--list", "list the questions instead; with --json for a machine"],
      ["--anki file", "write the questions to a file that Anki imports"],
    ],
    load: () => import("./quiz.ts"),
  },
  shop: {
    group: "learn",
    summary: "an order service made of your own parts of lessons 4 to 9",
    usage: '[--do "line; line"]',
    details: [
      ["--do", "answer these lines and leave; without it, lines are read from the terminal or from standard input"],
    ],
    load: () => import("./shop.ts"),
  },
  lab: {
    group: "learn",
    summary: "your own parts of lessons 22 to 24 under traffic, drawn beside a naive version",
    usage: "[backpressure] [--traffic word] [--strategy word] [--rate n] [--minutes n] [--svg file] [--json] […]",
    details: [
      ["backpressure", "the lab; without one, the labs are listed"],
      ["--traffic word", "burst (the default), steady, ramp, slow-dependency or retry-storm"],
      [
        "--strategy word",
        "which part protects the service: bounded-consumer (the default for burst), token-bucket (steady), load-shedder (ramp), breaker (slow-dependency), retry-budget (retry-storm), pull-consumer, overload-middleware or adaptive-limit",
      ],
      ["--rate n", "requests a second, 10 to 10,000; default 1,000"],
      ["--peak n", "how many times as many come in a burst or at the top of a ramp, 1 to 20; default 3 and 2"],
      ["--minutes n", "minutes of traffic, 1 to 60; default 10"],
      ["--workers n", "requests that the service works on at once, 1 to 1,000; default 20"],
      ["--work ms", "milliseconds of work for one request, on average, 1 to 500; default 16"],
      ["--queue n", "requests that may wait where the part has a bound, 0 to 100,000; default 200"],
      ["--timeout ms", "milliseconds that a client waits for an answer, 10 to 10,000; default 500"],
      [
        "--retries n",
        "how often a client tries again, 0 to 7; default 3 in a retry storm or with a retry budget, else 0",
      ],
      ["--slow ms", "milliseconds that a call takes while the dependency is slow, 1 to 10,000; default 2,000"],
      ["--seed n", "draws the requests: the same seed gives the same figures; default 1"],
      ["--file path", "try another file as the part, whether it passes or not"],
      ["--svg file", "draw the charts into a file, too"],
      ["--json", "print the figures as JSON instead"],
    ],
    load: () => import("./lab.ts"),
  },
  stats: {
    group: "your work",
    summary: "what you have learned and what is weak",
    usage: "[--json]",
    details: [["--json", "print it as JSON"]],
    load: () => import("./stats.ts"),
  },
  reset: {
    group: "your work",
    summary: "make your file the stub again; what it held is kept",
    usage: "<id>",
    details: [["id", "an exercise"]],
    load: () => import("./reset.ts"),
  },
  history: {
    group: "your work",
    summary: "every attempt that was checked or kept",
    usage: "[id]",
    details: [["id", "an exercise; without one, the one you are at"]],
    load: () => import("./history.ts"),
  },
  restore: {
    group: "your work",
    summary: "bring an attempt back; what your file holds now is kept",
    usage: "<id> <attempt>",
    details: [
      ["id", "an exercise"],
      ["attempt", "its number in the history, or the first letters of its hash"],
    ],
    load: () => import("./restore.ts"),
  },
  doctor: {
    group: "the course",
    summary: "look for what is wrong with the installation, the workspace and the log",
    usage: "",
    load: () => import("./doctor.ts"),
  },
  verify: {
    group: "the course",
    summary: "prove that every exercise of the course is sound",
    usage: "[id…] [--changed] [--thorough] [--update] [--quiz]",
    details: [
      ["--changed", "only what differs from the last commit"],
      ["--thorough", "hold every mistake against every rule, also where that means to try every schedule"],
      ["--update", "keep how each mistake fails now; a learner's misconception is recognised by it"],
      ["--quiz", "only the questions of the quiz; with --update, writes the table of what they cover"],
    ],
    load: () => import("./verify.ts"),
  },
  "new-exercise": {
    group: "the course",
    summary: "make the files of a new exercise, for contributors",
    usage: "<lesson-folder>/<number>-<name>",
    load: () => import("./new-exercise.ts"),
  },
  help: {
    group: "the course",
    summary: "this overview, or what one command takes",
    usage: "[command]",
    load: () => import("./help.ts"),
  },
} satisfies Record<string, CommandEntry>;

/** Name of a command. */
export type CommandName = keyof typeof COMMANDS;

/** Is this the name of a command? */
export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Exercise } from "../catalogue/index.ts";
import { fromReplayToken, replay, type Replayed } from "../judge/index.ts";
import type { Timeline } from "../kit/index.ts";
import { renderReplay, renderVerdict, timelineToMermaid, timelineToSvg } from "../render/index.ts";
import { readArguments } from "./arguments.ts";
import { answerFile, requireRules } from "./check/choose.ts";
import { UserError } from "./errors.ts";
import { requireExercise } from "./exercises.ts";
import type { CommandContext } from "./io.ts";
import { learnerCommand, openLearner } from "./learner.ts";
import { readyWorkspace } from "./notices.ts";
import { liveEntries } from "./replay/live.ts";
import { verdictContext } from "./verdict-context.ts";

/** Runs one schedule of a counterexample again. Ends with 0 when the promise holds under it now, 1 when it breaks. */
export const run = learnerCommand(async (args, context) => {
  const { root, io } = context;
  const { values, positionals } = parse(args);
  const [query = "", token = ""] = positionals;
  const learner = await openLearner(root);
  const exercise = requireExercise(learner.catalogue, query);
  const { rule, schedule } = readToken(token, exercise);
  if (values.file === undefined) readyWorkspace(context, learner);
  const file = answerFile(exercise, values.file);
  const live = values["in-process"] === true && values.mermaid !== true ? { happens: liveEntries(io) } : undefined;
  const quiet = values["in-process"] === true ? { happens: () => undefined } : undefined;
  const inProcess = live ?? quiet;
  const replayed = await replay(exercise, file, {
    root,
    rule,
    schedule,
    ...(inProcess === undefined ? {} : { inProcess }),
  });

  const around = verdictContext(exercise, { root, catalogue: learner.catalogue, summary: learner.progress.summary });
  const [each] = replayed.verdict.rules;
  const timeline = timelineOf(replayed, exercise, token);
  if (each === undefined || timeline === undefined) {
    io.print(renderVerdict(replayed.verdict, around, io));
    return replayed.verdict.status === "error" ? 2 : 1;
  }
  if (values.svg !== undefined) drawTo(values.svg, timeline, context);
  if (values.mermaid === true) io.print(timelineToMermaid(timeline).trimEnd());
  else
    io.print(
      renderReplay({ exercise: exercise.id, file, token, rule: each, timeline, printed: replayed.printed }, around, io),
    );
  return each.outcome.status === "pass" ? 0 : 1;
});

/** The run; nothing where something else is wrong with the file, which its verdict says. */
function timelineOf({ verdict }: Replayed, exercise: Exercise, token: string): Timeline | undefined {
  const outcome = verdict.rules[0]?.outcome;
  if (verdict.problem !== undefined || verdict.interruption !== undefined || verdict.engineError !== undefined)
    return undefined;
  if (outcome?.status === "fail") return outcome.failure.timeline;
  if (outcome?.status === "todo") return undefined;
  if (outcome?.status === "pass" && outcome.timeline !== undefined) return outcome.timeline;
  const why = outcome?.status === "unknown" ? ` ${outcome.reason}` : "";
  throw new UserError(
    `The schedule ${token} does not exist for what your file holds now.${why} \`npm run check ${exercise.id}\` looks for what breaks it today.`,
  );
}

function readToken(token: string, exercise: Exercise): { readonly rule: string; readonly schedule: string } {
  const read = fromReplayToken(token);
  if (read === undefined)
    throw new UserError(
      `"${token}" is no token of a schedule: copy the whole command from the failure, as in \`npm run replay outbox/relay loses-nothing.1-0004\`.`,
    );
  requireRules(exercise, [read.rule]);
  return read;
}

/** Writes the drawing, to a path seen from where the command was typed. */
function drawTo(named: string, timeline: Timeline, { io }: CommandContext): void {
  const file = resolve(process.env["INIT_CWD"] ?? "", named);
  try {
    writeFileSync(file, timelineToSvg(timeline));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `The drawing could not be written to ${file}: ${reason}. Give a path in a folder that is there.`,
    );
  }
  io.error(`The run is drawn in ${file}.`);
}

const parse = (args: readonly string[]) =>
  readArguments(args, {
    command: "replay",
    positionals: { min: 2, max: 2 },
    needs: "an exercise and the token of a schedule, as they stand below the failure",
    options: {
      "in-process": { type: "boolean" },
      mermaid: { type: "boolean" },
      svg: { type: "string" },
      file: { type: "string" },
    },
  });

import { capacityOf, LabProcess, type LabAnswer, type LabReport, type LabRow } from "../../judge/index.ts";
import { chartsToSvg, wrapWords } from "../../render/index.ts";
import {
  conclude,
  labCharts,
  renderLab,
  renderLabFailure,
  sayPart,
  sayService,
  sayTraffic,
  type ShownLab,
  type ShownSettings,
} from "../../render/lab/index.ts";
import { UserError } from "../errors.ts";
import type { CommandContext } from "../io.ts";
import { openLearner } from "../learner.ts";
import { drawingFile, requireDrawingPlace, writeDrawing } from "./drawing.ts";
import type { LabOptions } from "./options.ts";
import { chooseLabPart } from "./part.ts";
import { openProgress } from "./progress-line.ts";

/** Simulates the learner's part under traffic, beside a version without it, and draws both. */
export async function backpressure(options: LabOptions, { root, io }: CommandContext): Promise<number> {
  const { settings, json } = options;
  const drawing = options.svg === undefined ? undefined : drawingFile(options.svg);
  if (drawing !== undefined) requireDrawingPlace(drawing);
  const say = (text: string): void => {
    if (!json) io.print(wrapWords(text, io.columns).join("\n"));
  };
  // Said before anything is loaded: that takes longer than reading it.
  say(sayTraffic(settings));
  say(sayService(settings));
  const lab = new LabProcess(root);
  const line = openProgress(io, json);
  try {
    const { catalogue, progress } = await openLearner(root);
    const chosen = chooseLabPart(catalogue, progress.summary, settings.strategy, options.file);
    const about: ShownSettings = { settings, exercise: chosen.exercise, whose: chosen.whose };
    say(sayPart(about));
    line.show(0);
    const answer = await lab.run({ settings, ...chosen }, (row: LabRow) => line.show(row.to / (settings.minutes * 60)));
    line.clear();
    if (answer.kind !== "report") return cannot(answer, { root, io });
    const shown: ShownLab = { ...about, report: answer.report };
    io.print(json ? toJson(shown) : `\n${renderLab(shown, io)}`);
    if (drawing !== undefined) {
      const caption = [`${sayTraffic(settings)} ${sayService(settings)}`, sayPart(about)];
      writeDrawing(drawing, chartsToSvg(labCharts(shown), caption));
      io.error(`The charts are drawn in ${drawing}.`);
    } else if (!json)
      say("\n`-- --svg lab.svg` draws the charts into a file; `npm run help lab` lists what can be changed.");
    return 0;
  } finally {
    line.clear();
    lab.end();
  }
}

/** Says why there is no report. 1: the answer is wrong. 2: it could not be tried. */
function cannot(answer: Exclude<LabAnswer, { readonly kind: "report" }>, { root, io }: CommandContext): number {
  if (answer.kind === "failed") {
    io.print(renderLabFailure(answer.failure, root, io));
    return 1;
  }
  if (answer.kind === "unwritten") throw new UserError(answer.what, 1);
  const { message, place } = answer.problem;
  const where = place === undefined ? "" : ` (${place.file}:${String(place.line)})`;
  throw new UserError(`${message}${where}`, 1);
}

/** The same figures, for a program. Nothing in it differs from one run to the next. */
function toJson(shown: ShownLab): string {
  const { settings, exercise, whose, report } = shown;
  const { rows, ...totals }: LabReport = report;
  const head = { lab: "backpressure", settings, capacity: capacityOf(settings), exercise, whose, totals };
  return JSON.stringify({ ...head, says: conclude(shown), rows }, undefined, 2);
}

import type { Failure } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { neutralise } from "../text/neutralise.ts";
import { wrapWords } from "../text/wrap.ts";
import type { VerdictContext } from "./context.ts";
import { field, fieldWidth, prose } from "./field.ts";
import { codeFrame } from "./frame.ts";
import { shownPlace } from "./place.ts";
import { renderSchedule } from "./schedule.ts";
import type { Subject } from "./subject.ts";
import { renderValues } from "./values.ts";

/** What happened, how it came to it, and where: everything that is known about one failure. */
export function renderFailure(failure: Failure, subject: Subject, context: VerdictContext, look: Look): string[] {
  return [
    ...prose(look, "Happened", neutralise(failure.happened)),
    ...steps(failure, look),
    ...counterexample(failure, look),
    ...renderValues(failure, look),
    ...where(failure, subject.file, context, look),
    ...renderSchedule(failure, subject, context, look),
  ];
}

/** Failures that the last step itself ran into; others were only noticed after it. */
const IN_A_STEP: ReadonlySet<Failure["kind"]> = new Set(["broken-promise", "threw", "never-settles", "exit", "kill"]);

function steps({ kind, steps: all = [] }: Failure, look: Look): string[] {
  if (all.length === 0) return [];
  const mark = IN_A_STEP.has(kind) ? " ← it broke here" : " ← it got this far";
  const digits = String(all.length).length;
  const hanging = " ".repeat(digits + 4);
  const lines = all.flatMap((step, index) => {
    const last = index === all.length - 1;
    const number = `${last ? "▸" : " "} ${String(index + 1).padStart(digits)}. `;
    const text = `${neutralise(step)}${last ? mark : ""}`;
    const wrapped = wrapWords(text, fieldWidth(look) - hanging.length);
    return wrapped
      .map((line, row) => (row === 0 ? number : hanging) + line)
      .map((line) => (last ? paint(look, "yellow", line) : line));
  });
  return field(look, "Steps", lines);
}

/** A law was broken by a random case: the smallest one, and the seed that draws it again. */
function counterexample({ counterexample: found }: Failure, look: Look): string[] {
  if (found === undefined) return [];
  return [
    ...field(look, "Case", neutralise(found.value).split("\n")),
    ...prose(look, "", `This is the smallest random case that breaks it (seed ${String(found.seed)}).`),
  ];
}

function where({ place }: Failure, file: string, context: VerdictContext, look: Look): string[] {
  if (place === undefined) return [];
  const frame = context.source === undefined || place.file !== file ? [] : codeFrame(context.source, place, look);
  return field(look, "Where", [paint(look, "underline", shownPlace(place, context)), ...frame]);
}

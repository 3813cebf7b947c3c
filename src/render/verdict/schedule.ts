import type { Failure } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import { renderTimeline } from "../timeline.ts";
import type { VerdictContext } from "./context.ts";
import { field, prose } from "./field.ts";
import { shownPath } from "./place.ts";
import type { Subject } from "./subject.ts";

/** The run that broke a promise, what was tried until then, and the command that runs it again. */
export function renderSchedule(
  { timeline, explored, token }: Failure,
  subject: Subject,
  { base }: VerdictContext,
  look: Look,
): string[] {
  return [
    ...(timeline === undefined ? [] : ["", ...renderTimeline(timeline, look).split("\n"), ""]),
    ...(explored === undefined
      ? []
      : prose(look, "Tried", `${explored}${explored.includes(",") ? "," : ""} until it broke`)),
    ...(token === undefined ? [] : field(look, "Replay", [paint(look, "cyan", commandFor(token, subject, base))])),
  ];
}

function commandFor(token: string, { exercise, file }: Subject, base: string): string {
  const path = shownPath(file, base);
  // Another file than the learner's own was judged: it is the one to run.
  const other = /^workspace[\\/]/.test(path) ? "" : ` -- --file ${path}`;
  return `npm run replay ${exercise} ${token}${other}`;
}

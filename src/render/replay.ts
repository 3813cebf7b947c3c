import type { Failure, RuleVerdict } from "../judge/index.ts";
import type { Timeline } from "../kit/index.ts";
import type { Look } from "./look.ts";
import { paint } from "./look.ts";
import { wrapWords } from "./text/wrap.ts";
import { renderTimeline, type Printed } from "./timeline.ts";
import type { VerdictContext } from "./verdict/context.ts";
import { renderFailure } from "./verdict/failure.ts";
import { field, prose, rule } from "./verdict/field.ts";
import { reading } from "./verdict/reading.ts";

/** One schedule that was run again, alone. */
export interface ReplayShown {
  readonly exercise: string;
  /** The learner's file. */
  readonly file: string;
  /** As it was typed. */
  readonly token: string;
  readonly rule: RuleVerdict;
  readonly timeline: Timeline;
  readonly printed: readonly Printed[];
}

/** The run with what the learner's code printed in it, and what became of the promise. */
export function renderReplay(
  { exercise, file, token, rule: each, timeline, printed }: ReplayShown,
  context: VerdictContext,
  look: Look,
): string {
  const { outcome } = each;
  const broken = outcome.status === "fail";
  const heading = wrapWords(`${exercise}: the schedule ${token}`, look.columns).map((text) =>
    paint(look, "bold", text),
  );
  const end = broken
    ? [
        rule(look, `✗ broken: ${each.id}`, ["red", "bold"]),
        "",
        ...prose(look, "Promise", each.says),
        ...renderFailure(alone(outcome.failure), { exercise, file }, context, look),
        ...prose(look, "Why", each.why),
        ...reading(each.section, context, look),
        ...field(look, "Debug", [
          paint(look, "cyan", `node --inspect-brk bin/eventlings.cjs replay ${exercise} ${token} --in-process`),
        ]),
      ]
    : [
        rule(look, `✓ kept: ${each.id}`, ["green", "bold"]),
        "",
        ...prose(look, "Promise", each.says),
        ...prose(look, "So", "Under this schedule it is kept now. The others are tried by:"),
        ...field(look, "", [paint(look, "cyan", `npm run check ${exercise}`)]),
      ];
  return [...heading, "", renderTimeline(timeline, look, printed), "", ...end].join("\n");
}

/** The failure without the run and the command that shows it: both are on the screen already. */
function alone({ timeline: _timeline, explored: _explored, token: _token, ...failure }: Failure): Failure {
  return failure;
}

import type { RuleVerdict, Verdict } from "../../judge/index.ts";
import { paint, type Look } from "../look.ts";
import type { VerdictContext } from "./context.ts";
import { field, prose, rule } from "./field.ts";
import { shownPlace } from "./place.ts";
import { reading } from "./reading.ts";

/** What to write first (or next): the first promise that waits for code, and where that code belongs. */
export function renderBegin(verdict: Verdict, waiting: RuleVerdict, context: VerdictContext, look: Look): string[] {
  const what = waiting.outcome.status === "todo" ? waiting.outcome.what : "";
  const fresh = verdict.rules.every(({ outcome }) => outcome.status === "todo");
  const place = { file: verdict.file, ...unwrittenAt(context.source ?? "", what) };
  return [
    rule(look, fresh ? "where to begin" : "what to write next"),
    "",
    ...prose(look, "Promise", waiting.says),
    ...prose(look, "Missing", what),
    ...field(look, "Where", [paint(look, "underline", shownPlace(place, context))]),
    ...prose(look, "Why", waiting.why),
    ...reading(waiting.section, context, look),
    ...field(look, "Stuck?", [paint(look, "cyan", `npm run hint ${verdict.exercise}`)]),
  ];
}

/** The line that throws for what is missing; else the first line that says so; else the top of the file. */
function unwrittenAt(source: string, what: string): { readonly line: number } {
  const name = what.replace(/ is not written yet\.$/, "");
  const lines = source.split("\n");
  const thrown = lines.findIndex((line) => line.includes("NotImplemented(") && line.includes(`${name}`));
  const any = thrown === -1 ? lines.findIndex((line) => /TODO|new NotImplemented\(/.test(line)) : thrown;
  return { line: Math.max(0, any) + 1 };
}

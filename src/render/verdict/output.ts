import { paint, type Look } from "../look.ts";
import { neutralise } from "../text/neutralise.ts";
import { rule } from "./field.ts";

const LINES = 20;
const CHARACTERS = 400;

/** The end of what the learner's code printed, set apart so that it cannot be taken for the verdict. */
export function renderOutput(output: string, look: Look, title = "what your code printed"): string[] {
  const lines = neutralise(output).replace(/^\n+/, "").trimEnd().split("\n");
  if (lines.length === 1 && lines[0] === "") return [];
  const shown = lines.slice(-LINES);
  const earlier = lines.length - shown.length;
  return [
    rule(look, title, "dim"),
    ...(earlier === 0
      ? []
      : [paint(look, "dim", `  … ${String(earlier)} earlier ${earlier === 1 ? "line" : "lines"}`)]),
    ...shown.map((line) => {
      const text = line.length > CHARACTERS ? `${line.slice(0, CHARACTERS)} …` : line;
      return `${paint(look, "dim", "  │")} ${text}`.trimEnd();
    }),
  ];
}
